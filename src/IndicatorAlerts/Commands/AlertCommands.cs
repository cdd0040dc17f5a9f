using System.CommandLine;
using System.Text.Json;
using IndicatorAlerts.Alerts;
using IndicatorAlerts.Alerts.Asking;
using IndicatorAlerts.Alerts.Dossiers;
using IndicatorAlerts.Hosting;
using static IndicatorAlerts.Commands.Refusals;

namespace IndicatorAlerts.Commands;

/// <summary><c>IndicatorAlerts alert …</c>.</summary>
static class AlertCommands
{
    public static Command Alert() => new("alert", "Alerts, and what they rest on.") { Verify() };

    /// <summary>Exit code 1 and a line for each difference.</summary>
    static Command Verify()
    {
        var id = new Argument<string>("ID") { Description = "The alert's id, as /api/alerts gives it." };
        var watch = new Option<string?>("--watch")
        {
            Description = "The watch's id; needed where several watches have an alert of this id.",
        };
        var file = new Option<FileInfo?>("--file")
        {
            Description = "A dossier, or the answer of /api/alerts/ID, as a file; from Storage when absent.",
        };
        var verify = new Command("verify", "Decides an alert again from its dossier alone, and compares.")
        {
            id,
            watch,
            file,
        };
        verify.SetAction(
            (parsed, cancel) =>
                parsed.GetValue(file) is { } path
                    ? FileAsync(parsed.GetRequiredValue(id), parsed.GetValue(watch), path, cancel)
                    : StorageAsync(parsed.GetRequiredValue(id), parsed.GetValue(watch), cancel)
        );
        return verify;
    }

    static async Task<int> FileAsync(string id, string? watch, FileInfo file, CancellationToken cancel)
    {
        if (!file.Exists)
            return Refuse($"There is no file {file}.");
        try
        {
            await using var content = file.OpenRead();
            using var json = await JsonDocument.ParseAsync(content, cancellationToken: cancel);
            // What /api/alerts/ID answers holds the dossier as a part.
            var dossier =
                json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("dossier", out var part)
                    ? part
                    : json.RootElement;
            return Report(id, watch, dossier, null);
        }
        catch (JsonException e)
        {
            return Refuse($"{file} is not JSON: {e.Message}");
        }
    }

    static async Task<int> StorageAsync(string id, string? watch, CancellationToken cancel)
    {
        var builder = Service.CreateBuilder([]);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        if (StorageAccount.Check(builder.Configuration) is { } wrong)
            return Refuse(wrong);
        await using var app = builder.Build();
        try
        {
            var (found, problem) = await app.Services.GetRequiredService<AlertFinder>().FindAsync(watch, id, cancel);
            if (found is null)
                return Refuse(AlertFinder.Detail(problem!));
            using var dossier = await app.Services.GetRequiredService<DossierArchive>().OpenAsync(found, cancel);
            return dossier is null
                ? Refuse($"The alert {found.Watch}/{id} has no dossier.")
                : Report(id, found.Watch, dossier.RootElement, found);
        }
        catch (Exception e) when (StorageAccount.IsUnavailable(e))
        {
            return Refuse(StorageAccount.Explain(e));
        }
    }

    static int Report(string id, string? watch, JsonElement file, Alert? stored)
    {
        if (DossierCheck.Read(file) is not { } dossier)
            return Refuse("This is no dossier: it does not hold an alert, a watch, a state and series.");
        if (dossier.Alert.Id != id || (watch is not null && dossier.Alert.Watch != watch))
            return Refuse($"This is the dossier of {dossier.Alert.Watch}/{dossier.Alert.Id}.");
        List<string> differences =
        [
            .. DossierCheck.Check(file),
            .. stored is null ? [] : DossierCheck.Compare(stored, dossier.Alert, "the alert's record", "the dossier"),
        ];
        if (differences.Count > 0)
            return Refuse(differences);
        Console.WriteLine(
            $"{dossier.Alert.Watch}/{id} is decided the same from its {dossier.Series.Sum(s => s.Points.Count)} points: {dossier.Alert.Sentence}"
        );
        return 0;
    }
}
