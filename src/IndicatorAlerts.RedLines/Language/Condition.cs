using System.Globalization;
using IndicatorAlerts.RedLines.Evaluation;
using Superpower;
using Superpower.Parsers;

namespace IndicatorAlerts.RedLines.Language;

/// <summary>A mistake in an expression.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in characters.</param>
/// <param name="Length">Of the piece of text at fault, in characters.</param>
/// <param name="Message">What is wrong and what was expected.</param>
public sealed record ExpressionError(int Line, int Column, int Length, string Message);

/// <summary>The condition of a red line, parsed: so far <c>max(series, 24h) >= 4.0</c> with max, min, sum or count.</summary>
public sealed class Condition
{
    static readonly TextParser<string> Name =
        from head in Character.Letter
        from tail in Character.LetterOrDigit.Or(Character.EqualTo('-')).Many()
        select head + new string(tail);

    static readonly TextParser<TimeSpan> Window =
        from text in Character.LetterOrDigit.AtLeastOnce()
        let parsed = (Ok: Duration.TryParse(new string(text), out var d), Duration: d)
        where parsed.Ok
        select parsed.Duration;

    static readonly TextParser<string> Comparison = Span.EqualTo(">=")
        .Or(Span.EqualTo("<="))
        .Try()
        .Or(Span.EqualTo(">"))
        .Or(Span.EqualTo("<"))
        .Select(s => s.ToStringValue());

    static readonly TextParser<Condition> Grammar =
        from function in Spaced(Name)
        from open in Spaced(Character.EqualTo('('))
        from series in Spaced(Name)
        from comma in Spaced(Character.EqualTo(','))
        from window in Spaced(Window)
        from close in Spaced(Character.EqualTo(')'))
        from comparison in Spaced(Comparison)
        from threshold in Spaced(Numerics.DecimalDouble)
        select new Condition(function, series, window, comparison, threshold);

    readonly string function;
    readonly string comparison;

    Condition(string function, string indicator, TimeSpan window, string comparison, double threshold)
    {
        this.function = function;
        this.comparison = comparison;
        Indicator = indicator;
        Lookback = window;
        Threshold = threshold;
    }

    /// <summary>The id of the indicator that it reads.</summary>
    public string Indicator { get; }

    /// <summary>How far back it looks.</summary>
    public TimeSpan Lookback { get; }

    /// <summary>What the value is compared with.</summary>
    public double Threshold { get; }

    /// <summary>Reads an expression; null and the error when it is not one.</summary>
    public static Condition? Parse(string text, out ExpressionError? error)
    {
        var result = Character.WhiteSpace.IgnoreMany().IgnoreThen(Grammar).AtEnd().TryParse(text);
        error = result.HasValue
            ? null
            : new(result.ErrorPosition.Line, result.ErrorPosition.Column, 1, result.FormatErrorMessageFragment());
        return result.HasValue ? result.Value : null;
    }

    static TextParser<T> Spaced<T>(TextParser<T> parser) =>
        parser.Then(value => Character.WhiteSpace.IgnoreMany().Value(value));

    internal Explanation Evaluate(Series series, DateTimeOffset at)
    {
        if (!IsFresh(series, at, out var since))
            return new(
                Truth.Unknown,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{series.Indicator.Title} has not been read since {since}"
                ),
                null
            );
        var seen = series
            .Observations.Where(o => o.ObservedAt > at - Lookback && o.ObservedAt <= at && o.KnownAt <= at)
            .GroupBy(o => o.ObservedAt)
            .Select(g => g.Last().Value)
            .ToList();
        double? value = function switch
        {
            "max" => seen.Count == 0 ? null : seen.Max(),
            "min" => seen.Count == 0 ? null : seen.Min(),
            "sum" => seen.Sum(),
            _ => seen.Count,
        };
        return new(Holds(value) ? Truth.True : Truth.False, Say(series.Indicator, value), null);
    }

    bool Holds(double? value) =>
        value is { } v
        && comparison switch
        {
            ">=" => v >= Threshold,
            "<=" => v <= Threshold,
            ">" => v > Threshold,
            _ => v < Threshold,
        };

    string Say(Indicator indicator, double? value)
    {
        var window = Duration.Format(Lookback);
        var is_ = value is { } v ? string.Create(CultureInfo.InvariantCulture, $"{v:0.###}") : "none";
        var relation = (comparison, Holds(value)) switch
        {
            (">=", true) => "at or above",
            ("<=", true) => "at or below",
            (">", true) => "above",
            ("<", true) => "below",
            _ => $"not {comparison}",
        };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{function} of {indicator.Title} over {window} is {is_}, {relation} {Threshold:0.0###}"
        );
    }

    static bool IsFresh(Series series, DateTimeOffset at, out string since)
    {
        DateTimeOffset? last =
            series.Indicator.Of == SeriesKind.Events
                ? series
                    .Reads.Where(r => r.From <= at)
                    .Select(r => (DateTimeOffset?)(r.To < at ? r.To : at))
                    .LastOrDefault()
                : series
                    .Observations.Where(o => o.KnownAt <= at && o.ObservedAt <= at)
                    .Select(o => (DateTimeOffset?)o.ObservedAt)
                    .LastOrDefault();
        since = last is { } seen
            ? seen.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)
            : "it was defined";
        return last is { } l && at - l <= series.Indicator.StaleAfter;
    }
}
