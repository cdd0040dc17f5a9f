using System.CommandLine;
using System.Text.Json;
using IndicatorAlerts.Collect;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Replay;
using Microsoft.Extensions.Options;
using static IndicatorAlerts.Commands.Refusals;

namespace IndicatorAlerts.Commands;

/// <summary><c>IndicatorAlerts indicator try …</c>: how an author of a pack sees that a source is right.</summary>
static class TryCommand
{
    static readonly Argument<string> Target = new("PACK_OR_ID")
    {
        Description = "A pack (.yaml), WATCH/INDICATOR, or the id of an indicator in Storage.",
    };

    static readonly Argument<string?> One = new("INDICATOR")
    {
        Description = "One indicator of the pack; all that have a source when absent.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    static readonly Option<string?> Since = new("--since")
    {
        Description = "As if the feed had been read up to this instant, UTC; as the first read when absent.",
    };

    static readonly Option<int> Requests = new("--requests")
    {
        Description = "The most requests of an indicator, where a read takes several.",
        DefaultValueFactory = _ => 3,
    };

    static readonly Option<FileInfo?> Body = new("--body")
    {
        Description = "Saves the answer, unpacked; the second of several as FILE.2 and so on.",
    };

    static readonly Option<FileInfo?> Answer = new("--file")
    {
        Description = "Reads a saved answer in place of asking.",
    };

    static readonly Option<bool> Json = new("--json") { Description = "JSON in place of text." };

    public static Command Try()
    {
        Requests.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() is < 1 or > 1000)
                r.AddError("--requests must be from 1 to 1000.");
        });
        var command = new Command("try", "Reads a feed once and shows what comes of it; nothing is stored.")
        {
            Target,
            One,
            Since,
            Requests,
            Body,
            Answer,
            Json,
        };
        command.SetAction(RunAsync);
        return command;
    }

    static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        DateTimeOffset? since = null;
        if (parsed.GetValue(Since) is { } text && (since = Rows.Instant(text)) is null)
            return Refuse("--since is an instant such as 2024-01-31T12:00Z, or a day.");
        if (parsed.GetValue(Answer) is { Exists: false } missing)
            return Refuse($"There is no file {missing}.");
        var options = new TrialOptions(
            since,
            parsed.GetValue(Requests),
            parsed.GetValue(Answer),
            parsed.GetValue(Body)
        );
        var builder = Service.CreateBuilder([]);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        await using var app = builder.Build();
        try
        {
            var (target, id) = (parsed.GetRequiredValue(Target), parsed.GetValue(One));
            var found = IndicatorChoice.IsPack(target)
                ? IndicatorChoice.OfPack(new(target), id)
                : await IndicatorChoice.OfStorageAsync(app.Services, builder.Configuration, target, id, cancel);
            if (found is null)
                return 1;
            if (found.Count > 1 && (options.Answer ?? options.Body) is not null)
                return Refuse("--file and --body are for one indicator: name it after the pack.");
            var trial = ActivatorUtilities.CreateInstance<FeedTrial>(app.Services);
            return await TryAsync(trial, found, options, parsed.GetValue(Json), cancel);
        }
        catch (OptionsValidationException e)
        {
            return Refuse([.. e.Failures]);
        }
        catch (Exception e) when (e is FeedException or IOException or UnauthorizedAccessException)
        {
            return Refuse(e.Message);
        }
        catch (Exception e) when (StorageAccount.IsUnavailable(e))
        {
            return Refuse(StorageAccount.Explain(e));
        }
    }

    static async Task<int> TryAsync(
        FeedTrial trial,
        List<Indicator> indicators,
        TrialOptions options,
        bool json,
        CancellationToken cancel
    )
    {
        var done = new List<Trial>();
        foreach (var indicator in indicators)
        {
            done.Add(await trial.RunAsync(indicator, options, cancel));
            if (!json)
                TrialText.Write(done[^1], Console.Out);
        }
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(done, TrialJson.Default.IReadOnlyListTrial));
        return done.All(t => t.Wrong is null) ? 0 : 1;
    }
}
