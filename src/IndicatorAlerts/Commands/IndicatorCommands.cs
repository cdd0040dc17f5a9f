using System.CommandLine;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.Push;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.Watches;
using static IndicatorAlerts.Commands.Refusals;

namespace IndicatorAlerts.Commands;

/// <summary><c>IndicatorAlerts indicator …</c>.</summary>
static class IndicatorCommands
{
    const int ProgressEvery = 50_000;

    public static Command Indicator() =>
        new("indicator", "Indicators: their feeds, and their observations in Storage.") { Push(), TryCommand.Try() };

    static Command Push()
    {
        var watch = new Argument<string>("WATCH") { Description = "The watch's id." };
        var indicator = new Argument<string>("INDICATOR") { Description = "The indicator's id in the watch." };
        var file = new Argument<FileInfo>("FILE")
        {
            Description = "A .csv with observed_at,value[,known_at,id,title,link,note], an .ndjson or a .json.",
        };
        var lag = new Option<string?>("--lag")
        {
            Description =
                "How long after its time a value became public, where the file has no known_at: such as 3d. The indicator's own lag when absent.",
        };
        var push = new Command("push", "Stores observations, such as history with the time at which it became known.")
        {
            watch,
            indicator,
            file,
            lag,
        };
        push.SetAction(
            (parsed, cancel) =>
                PushAsync(
                    parsed.GetRequiredValue(watch),
                    parsed.GetRequiredValue(indicator),
                    parsed.GetRequiredValue(file),
                    parsed.GetValue(lag),
                    cancel
                )
        );
        return push;
    }

    static async Task<int> PushAsync(
        string watch,
        string indicator,
        FileInfo file,
        string? lagText,
        CancellationToken cancel
    )
    {
        var lag = TimeSpan.Zero;
        if (lagText is not null && !Duration.TryParse(lagText, out lag))
            return Refuse("--lag is a duration such as 3d or 90m.");
        if (!file.Exists)
            return Refuse($"There is no file {file}.");
        if (FormatOf(file) is not { } format)
            return Refuse($"{file} is neither .csv nor .ndjson nor .json.");
        var builder = Service.CreateBuilder([]);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        if (StorageAccount.Check(builder.Configuration) is { } wrong)
            return Refuse(wrong);
        await using var app = builder.Build();
        try
        {
            await app.Services.GetRequiredService<StorageSetup>().EnsureAsync(cancel);
            var watches = app.Services.GetRequiredService<WatchTable>();
            if (
                (await watches.ReadAsync(watch, cancel))?.Definition.Indicators.FirstOrDefault(i => i.Id == indicator)
                is not { } definition
            )
                return Refuse(
                    $"Storage holds no watch '{watch}' with an indicator '{indicator}'; 'IndicatorAlerts pack apply FILE' puts one there."
                );
            await using var content = file.OpenRead();
            var order = new ImportOrder(watch, definition, format, lagText is null ? definition.Lag : lag);
            var answer = await app
                .Services.GetRequiredService<ObservationImport>()
                .RunAsync(order, content, Progress(), cancel);
            return Report(file, answer);
        }
        catch (Exception e) when (StorageAccount.IsUnavailable(e))
        {
            return Refuse(
                $"Not everything is stored; the same command goes on from there. {StorageAccount.Explain(e)}"
            );
        }
    }

    static PushFormat? FormatOf(FileInfo file) =>
        file.Extension.ToLowerInvariant() switch
        {
            ".csv" => PushFormat.Csv,
            ".ndjson" or ".jsonl" => PushFormat.JsonLines,
            ".json" => PushFormat.Json,
            _ => null,
        };

    static Action<int> Progress()
    {
        var told = 0;
        return read =>
        {
            if (read - told < ProgressEvery)
                return;
            told = read;
            Console.Error.WriteLine($"{read} observations so far");
        };
    }

    static int Report(FileInfo file, PushAnswer answer)
    {
        foreach (var error in answer.Errors)
            Console.Error.WriteLine(
                $"{file}:{error.Line}: {error.Field}{(error.Field.Length > 0 ? ": " : "")}{error.Message}"
            );
        Console.WriteLine($"{answer.Accepted} accepted, {answer.Unchanged} unchanged, {answer.Rejected} rejected.");
        return answer.Rejected == 0 ? 0 : 1;
    }
}
