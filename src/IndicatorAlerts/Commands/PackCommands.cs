using System.CommandLine;
using IndicatorAlerts.Admin;
using IndicatorAlerts.Collect;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.RedLines;
using static IndicatorAlerts.Commands.Refusals;

namespace IndicatorAlerts.Commands;

/// <summary><c>IndicatorAlerts pack …</c>.</summary>
static class PackCommands
{
    const int MostBytes = 4 * 1024 * 1024;

    public static Command Pack() =>
        new("pack", "Watch packs: indicators and red lines as YAML files.")
        {
            RedLineCommands.Check(),
            RedLineCommands.Test(),
            Apply(),
        };

    static Command Apply()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "The pack, a YAML file." };
        var apply = new Command("apply", "Puts a pack in the place of what Storage holds of its watch.") { file };
        apply.SetAction((parsed, cancel) => ApplyAsync(parsed.GetRequiredValue(file), cancel));
        return apply;
    }

    static async Task<int> ApplyAsync(FileInfo file, CancellationToken cancel)
    {
        if (Read(file) is not { } watch)
            return 1;
        var builder = Service.CreateBuilder([]);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        if (StorageAccount.Check(builder.Configuration) is { } wrong)
            return Refuse(wrong);
        await using var app = builder.Build();
        try
        {
            await app.Services.GetRequiredService<StorageSetup>().EnsureAsync(cancel);
            var outcome = await app
                .Services.GetRequiredService<DefinitionChanges>()
                .ChangeAsync(watch.Id, _ => watch, new("command line", "pack.apply", watch.Id, null), cancel);
            if (outcome.Errors is { } errors)
                return Refuse(errors.Select(e => $"{file}: {e.Field}: {e.Message}"));
            // A feed that is read once a day should not be waited for a day.
            await app.Services.GetRequiredService<CollectionSchedule>().QueueNowAsync(watch, cancel);
        }
        catch (Exception e) when (StorageAccount.IsUnavailable(e))
        {
            return Refuse($"The pack is not in place. {StorageAccount.Explain(e)}");
        }
        Console.WriteLine(
            $"{watch.Id}: {watch.Indicators.Count} indicators and {watch.RedLines.Count} red lines are in place."
        );
        return 0;
    }

    /// <summary>A pack that is right; null when it is not, which is told to the person.</summary>
    internal static Watch? Read(FileInfo file)
    {
        if (!file.Exists || file.Length > MostBytes)
        {
            Refuse(file.Exists ? $"{file} is larger than {MostBytes} bytes." : $"There is no file {file}.");
            return null;
        }
        var yaml = File.ReadAllText(file.FullName);
        var errors = PackReading.Check(yaml);
        Refuse([.. errors.Select(e => $"{file}:{e.Line}:{e.Column}: {e.Message}")]);
        return errors.Count == 0 ? RedLines.Packs.Pack.Read(yaml, out _) : null;
    }
}
