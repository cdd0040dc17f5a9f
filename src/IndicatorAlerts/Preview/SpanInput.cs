using System.Globalization;
using IndicatorAlerts.Admin.Packs;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Replay;
using IndicatorAlerts.Status;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Preview;

/// <summary>Reads over what history something is tried.</summary>
/// <param name="time">Says until when there is history.</param>
sealed class SpanInput(TimeProvider time)
{
    const int MostLooks = 20;
    const int MostLines = 50;
    static readonly TimeSpan Usual = TimeSpan.FromDays(365);
    static readonly TimeSpan Foretold = TimeSpan.FromDays(7);
    static readonly TimeSpan After = TimeSpan.FromDays(1);
    static readonly TimeSpan Longest = TimeSpan.FromDays(50 * 366);

    readonly List<FieldProblem> errors = [];

    /// <summary>What is wrong with what was read so far.</summary>
    public IReadOnlyList<FieldProblem> Errors => errors;

    /// <summary>The stretch; of no meaning when there are errors.</summary>
    public BacktestSpan Span(SpanBody body)
    {
        var now = time.GetUtcNow();
        var to = Instant("to", body.To) ?? now;
        var from = Instant("from", body.From) ?? to - Usual;
        if (to > now)
            errors.Add(new("to", "It lies ahead: nothing is known of it yet."));
        if (from >= to || to - from > Longest)
            errors.Add(new("from", "It must lie before the end, by at most fifty years."));
        return new(from, to, Length("window", body.Window) ?? Foretold, Length("late", body.Late) ?? After);
    }

    /// <summary>The grid: what is asked for, or one that suits the stretch.</summary>
    public TimeSpan Every(string? asked, TimeSpan own, BacktestSpan span)
    {
        if (Length("every", asked) is not { } every)
            return PreviewGrid.Choose(own, span.To - span.From);
        if (every < own)
            errors.Add(new("every", $"The watch's own grid is {Duration.Format(own)}; none is finer."));
        else if ((span.To - span.From) / every > PreviewGrid.Most)
            errors.Add(
                new(
                    "every",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"More than {PreviewGrid.Most:N0} instants: take a coarser grid."
                    )
                )
            );
        return every;
    }

    /// <summary>What the added and changed red lines of a plan are tried on.</summary>
    /// <param name="history">How far back.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="result">The watch that it leads to.</param>
    /// <param name="current">The watch as it is; null when there is none.</param>
    public PreviewOrder Order(string history, PackPlan plan, Watch result, Watch? current)
    {
        var now = time.GetUtcNow();
        var from = now - (Length("history", history) ?? Usual);
        var tried = plan.Changes.Where(c => c is { Part: "red-line", Change: not PartChangeKind.Removed });
        return new()
        {
            Draft = result,
            Current = current,
            RedLines = [.. tried.Select(c => c.Id).Take(MostLines)],
            Span = new(from, now, Foretold, After),
            Every = PreviewGrid.Choose(result.Every, now - from),
            At = [],
            Plan = plan,
        };
    }

    /// <summary>The instants of the query's <c>at</c>.</summary>
    public IReadOnlyList<DateTimeOffset> At(IQueryCollection query, BacktestSpan span)
    {
        var texts = query["at"];
        var found = texts.Select(t => InstantJsonConverter.Parse(t)).ToList();
        if (found.Count > MostLooks)
            errors.Add(new("at", $"At most {MostLooks} instants are looked at."));
        else if (found.Exists(a => a is null || a < span.From || a > span.To))
            errors.Add(new("at", "An instant within the stretch was expected, such as 2017-09-03T03:30Z."));
        return [.. found.OfType<DateTimeOffset>()];
    }

    DateTimeOffset? Instant(string field, string? text)
    {
        var at = InstantJsonConverter.Parse(text);
        if (text is not null && at is null)
            errors.Add(new(field, "A day or an instant was expected, such as 2017-09-03T03:30Z."));
        return at;
    }

    TimeSpan? Length(string field, string? text)
    {
        if (text is null)
            return null;
        if (Duration.TryParse(text, out var length) && length <= Longest && (field == "late" || length > TimeSpan.Zero))
            return length;
        errors.Add(new(field, "A duration was expected, such as 7d."));
        return null;
    }
}
