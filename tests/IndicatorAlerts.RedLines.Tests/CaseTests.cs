using System.Globalization;
using IndicatorAlerts.RedLines.Evaluation;
using Xunit;

namespace IndicatorAlerts.RedLines.Tests;

/// <summary>The table beside this file: what an expression is on a small history that the table states.</summary>
public class CaseTests
{
    static readonly Watch Watch = new()
    {
        Id = "cases",
        Title = "Cases",
        Indicators = [.. "xyzw".Select(c => Of(c, SeriesKind.Levels)), .. "efg".Select(c => Of(c, SeriesKind.Events))],
    };

    static Indicator Of(char id, SeriesKind kind) =>
        new()
        {
            Id = $"{id}",
            Title = $"{id}",
            Of = kind,
            StaleAfter = TimeSpan.FromHours(1),
        };

    static Series Series(char id, bool read, params (int Minute, double Value)[] points) =>
        new(
            Watch.Indicators.Single(i => i.Id == $"{id}"),
            points.Select(p => new Observation(Lab.At(p.Minute), p.Value, Lab.At(p.Minute))),
            read ? [new(Lab.At(0), Lab.At(50))] : []
        );

    static readonly Dictionary<string, Series> History = new()
    {
        ["x"] = Series('x', true, [.. new double[] { 3, 1, 4, 1, 5, 9, 2, 6, 5, 3 }.Select((v, i) => (5 * i + 5, v))]),
        ["y"] = Series('y', true, (10, 2), (30, 4), (50, 8)),
        ["w"] = Series('w', true, (45, 0), (50, 0)),
        ["e"] = Series('e', true, (10, 5), (20, 6.5), (45, 4.5)),
        ["f"] = Series('f', true),
        [CompiledWatch.LevelOf("other")] = new(
            new() { Id = "other", Title = "Other" },
            [new(Lab.At(10), 3, Lab.At(10))],
            []
        ),
    };

    public static TheoryData<string, string> Cases() => Rows("cases.txt");

    static TheoryData<string, string> Rows(string file) =>
        [
            .. File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, file))
                .Where(l => l.Length > 0 && l[0] != '#')
                .Select(l => (Row: l, Cut: l.LastIndexOf(" | ", StringComparison.Ordinal)))
                .Select(l => (l.Row[..l.Cut].Trim(), l.Row[(l.Cut + 3)..].Trim())),
        ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_expression_is_what_the_table_says(string expression, string expected) =>
        Assert.True(Same(expected, Evaluate(expression)), $"{expression} is {Evaluate(expression)}, not {expected}");

    [Fact]
    public void The_table_holds_at_least_300_cases() => Assert.True(Cases().Count >= 300);

    public static TheoryData<string, string> Sentences() => Rows("sentences.txt");

    [Theory]
    [MemberData(nameof(Sentences))]
    public void A_condition_is_explained_as_the_table_says(string condition, string expected)
    {
        var (truth, sentence) = Say(condition);
        Assert.Equal(expected, $"{truth}: {sentence}");
    }

    public static TheoryData<string, string> Refusals() => Rows("refusals.txt");

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_mistake_is_refused_as_the_table_says(string text, string expected) =>
        Assert.Equal(expected, Refusal(text));

    internal static (Truth Truth, string Sentence) Say(string condition)
    {
        var watch = Compile(condition, out var errors);
        Assert.Empty(errors);
        var explanation = new Explainer(watch!.Scope, Frame(watch)).Explain(watch.Lines[0].When, condition);
        return (explanation.Truth, explanation.Sentence);
    }

    internal static string Refusal(string text)
    {
        _ = Compile(text, out var errors);
        var error = Assert.Single(errors);
        Assert.Equal("redLines[0].when", error.Path);
        return $"{error.At!.Line}:{error.At.Column}+{error.At.Length} {error.Message}";
    }

    static object Evaluate(string expression)
    {
        if (Compile(expression, out _) is { } condition)
            return condition.Lines[0].When.Of(Frame(condition));
        foreach (var zero in new[] { "0", "0m" })
            if (Compile($"({expression}) > {zero}", out _) is { } number)
                return ((CompareNode)number.Lines[0].When).Left.Of(Frame(number));
        _ = Compile($"({expression}) > 0", out var errors);
        return errors[0].Message;
    }

    static CompiledWatch? Compile(string when, out IReadOnlyList<DefinitionError> errors) =>
        CompiledWatch.Compile(Watch with { RedLines = [Lab.Line(when)] }, out errors);

    static Frame Frame(CompiledWatch watch)
    {
        var runner = new Runner(watch.Scope, History, [new()]);
        runner.Advance(Lab.At(50).UtcTicks);
        return runner.Frame;
    }

    static bool Same(string expected, object actual) =>
        (expected, actual) switch
        {
            ("true" or "false" or "unknown", Truth truth) => string.Equals(
                expected,
                truth.ToString(),
                StringComparison.OrdinalIgnoreCase
            ),
            ("none", Value value) => value.Lack == Lack.None,
            ("unknown", Value value) => value.IsUnknown,
            ("longer", Value value) => value.IsKnown && double.IsPositiveInfinity(value.Number),
            (_, Value { IsKnown: true } value) => Math.Abs(
                value.Number - double.Parse(expected.TrimEnd('s'), CultureInfo.InvariantCulture)
            ) < 1e-9,
            _ => false,
        };
}
