using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.RedLines.Language;

namespace IndicatorAlerts.RedLines.Packs;

/// <summary>Runs one test of a pack: the same walk as live, on the series that it writes down.</summary>
static class PackTests
{
    /// <param name="watch">The pack's watch.</param>
    /// <param name="test">The test.</param>
    /// <param name="at">The place of a part of the test by its path.</param>
    public static IEnumerable<PackError> Run(CompiledWatch watch, PackTest test, Func<string, PackError> at)
    {
        if (test.Step < watch.Definition.Every)
            return [at(".step") with { Message = "The step is shorter than the watch's grid." }];
        var errors = new List<PackError>();
        var series = Series(watch.Definition, test, at, errors);
        if (errors.Count > 0)
            return errors;
        var state = watch.Start(test.Start);
        foreach (var (expected, i) in test.Expect.Select((e, i) => (e, i)))
        {
            PackError Wrong(string key, string message) =>
                at($".expect[{i}].{key}") with
                {
                    Message = $"{test.Title}: {message}",
                };
            if (!expected.TryGetValue("at", out var text) || !Duration.TryParse(text, out var after))
            {
                errors.Add(Wrong("at", "'at' was expected: a duration from the start, such as 30m."));
                continue;
            }
            if (test.Start + after < state.EvaluatedTo)
                errors.Add(Wrong("at", "The instants of a test go forward."));
            state = watch.Advance(state, series, test.Start + after).State;
            foreach (var (id, want) in expected.Where(e => e.Key != "at"))
                if (Differs(watch.Definition, state, id, want) is { } difference)
                    errors.Add(Wrong(id, difference));
        }
        return errors;
    }

    static Dictionary<string, Series> Series(
        Watch watch,
        PackTest test,
        Func<string, PackError> at,
        List<PackError> errors
    )
    {
        var series = new Dictionary<string, Series>();
        foreach (var (id, text) in test.Series)
        {
            var indicator = watch.Indicators.FirstOrDefault(i => i.Id == id);
            var complaint =
                $"There is no indicator '{id}' in this watch.{Suggestion.For(id, watch.Indicators.Select(i => i.Id))}";
            var read = indicator is null
                ? null
                : ShortSeries.Read(text, indicator, test.Start, test.Step, out complaint);
            if (read is null)
                errors.Add(at($".series.{id}") with { Message = $"{test.Title}: {complaint}" });
            else
                series[id] = read;
        }
        return series;
    }

    /// <summary>Expected is a phase, or blind, and after a colon a piece of the reason.</summary>
    static string? Differs(Watch watch, WatchState state, string id, string want)
    {
        if (!state.Lines.TryGetValue(id, out var line))
            return $"There is no red line '{id}' in this watch.{Suggestion.For(id, watch.RedLines.Select(l => l.Id))}";
        var cut = want.IndexOf(':', StringComparison.Ordinal);
        var words = (cut < 0 ? want : want[..cut]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var reason = cut < 0 ? "" : want[(cut + 1)..].Trim();
        string[] known = ["blind", "calm", "clearing", "crossed", "pending"];
        if (words.Length == 0 || words.FirstOrDefault(w => !known.Contains(w)) is not null)
            return $"'{want}' was not understood: {string.Join(", ", known)} was expected, with a reason after a colon if wanted.";
        var phase = line.Phase.ToString().ToLowerInvariant();
        var blind = line.BlindSince is not null;
        var right = words.All(w => w == "blind" ? blind : w == phase) && (!blind || words.Contains("blind"));
        return right && line.Sentence.Contains(reason, StringComparison.OrdinalIgnoreCase)
            ? null
            : $"{id} is {phase}{(blind ? " and blind" : "")} ({line.Sentence}), not {want}.";
    }
}
