using System.Text;
using CsCheck;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.RedLines.Language;
using Xunit;

namespace IndicatorAlerts.RedLines.Tests;

public class LanguageTests
{
    static readonly Gen<Expression> Leaf = Gen.OneOf<Expression>(
        Gen.Double[0, 1e12].Select(Gen.Bool, (n, percent) => (Expression)new NumberLiteral(default, n, percent)),
        Gen.Int[0, 3_000_000].Select(s => (Expression)new DurationLiteral(default, TimeSpan.FromSeconds(s))),
        Gen.Int[0, 80_000]
            .Select(Gen.Bool, (d, day) => (Expression)new DateLiteral(default, At(day ? d / 24 * 24 : d), day)),
        Gen.Int[1, 12].Select(Gen.Int[1, 28], (m, d) => (Expression)new DayLiteral(default, m, d)),
        Lab.OneOf<Expression>(
            new TextLiteral(default, "Asia/Seoul"),
            new TextLiteral(default, "it's"),
            new BooleanLiteral(default, true),
            new BooleanLiteral(default, false),
            new Name(default, "usd-krw"),
            new Name(default, "x"),
            new Name(default, "a-1")
        )
    );

    static readonly Gen<Expression> Any = Gen.Recursive<Expression>(
        (depth, inner) =>
            depth > 4
                ? Leaf
                : Gen.OneOf(
                    Leaf,
                    Gen.Select(
                        Gen.Int[0, 11],
                        inner,
                        inner,
                        (o, a, b) => (Expression)new Binary(default, (Operator)o, a, b)
                    ),
                    inner.Select(a => (Expression)new Not(default, a)),
                    inner.Select(a => (Expression)new Negation(default, a)),
                    inner
                        .Array[0, 3]
                        .Select(a => (Expression)new Call(default, "quantile", [.. a.Select((e, i) => Argument(e, i))]))
                )
    );

    static DateTime At(int hours) => new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddHours(hours);

    static Expression Argument(Expression e, int i) =>
        i switch
        {
            1 => new Shifted(default, e, new DurationLiteral(default, TimeSpan.FromDays(3))),
            2 => new Named(default, "within", e),
            _ => e,
        };

    [Fact]
    public void What_is_printed_reads_back_as_the_same_expression() =>
        Any.Sample(
            e =>
            {
                var text = Printer.Print(e);
                try
                {
                    var back = Reader.Read(text);
                    Assert.Equal(e, back);
                    Assert.Equal(text, Printer.Print(back));
                }
                catch (ExpressionException x) when (text.Length > Limits.Characters || x.Message.Contains("deeply"))
                {
                    return;
                }
            },
            iter: Lab.Rounds(1_000)
        );

    [Fact]
    public void Any_bytes_are_an_expression_or_an_error_inside_the_text() =>
        Gen.Byte.Array[0, 60].Select(b => Encoding.Latin1.GetString(b)).Sample(Refuses, iter: Lab.Rounds(20_000));

    static readonly string[] Pieces =
    [
        .. Signatures.Names,
        .. "( ( ) ) , : + - * / > >= == x y e f 24h 7d 1.5 95% 2024-01-01 09-09 \"line\" ' and or not true offset now severity warning within weekly max".Split(
            ' '
        ),
    ];

    [Fact]
    public void Any_pieces_of_the_language_compile_or_are_refused_with_a_place() =>
        Lab.OneOf(Pieces).Array[0, 14].Select(p => string.Join(" ", p)).Sample(Refuses, iter: Lab.Rounds(30_000));

    static void Refuses(string text)
    {
        CompiledWatch.Compile(Lab.Watch(Lab.Line(text)), out var errors);
        foreach (var error in errors.Where(e => e.At is not null))
        {
            var lines = text.Split('\n');
            Assert.InRange(error.At!.Line, 1, lines.Length);
            Assert.InRange(error.At.Column, 1, lines[error.At.Line - 1].Length + 1);
            Assert.True(error.Message.EndsWith('.') || error.Message.EndsWith('?'), error.Message);
        }
    }

    [Theory]
    [InlineData("max(punggye, 24h) >= 4", 1, 5, 7, "There is no indicator 'punggye' in this watch.")]
    [InlineData("max(ee, 24h) >= 4", 1, 5, 2, "There is no indicator 'ee' in this watch. Did you mean 'e'?")]
    [InlineData("mx(x, 24h) >= 4", 1, 1, 10, "There is no function 'mx'. Did you mean 'max'?")]
    [InlineData(
        "x-y > 4",
        1,
        1,
        3,
        "There is no indicator 'x-y' in this watch. A minus needs spaces around it: 'x - y'."
    )]
    [InlineData("x >\n  and y > 2", 2, 3, 3, "Cannot read this: 'and' does not fit here: expected")]
    [InlineData("x > 4 )", 1, 7, 1, "Cannot read this: ')' does not fit here")]
    [InlineData("max(x, 24h", 1, 11, 1, "Cannot read this: the expression ends too early: expected")]
    [InlineData("x = 4", 1, 3, 1, "Cannot read this: a single '=' is no comparison: write '=='.")]
    [InlineData("max(x, 24x) > 1", 1, 8, 3, "Cannot read this: '24x' is neither a number, a date nor a duration")]
    [InlineData("max(x, 24) > 1", 1, 8, 2, "A window such as 24h or 7d offset 30d was expected, but this is a number.")]
    [InlineData("max(x, 24h)", 1, 1, 11, "A condition such as 'max(x, 1d) > 0' was expected, but this is a number.")]
    [InlineData("e > 1", 1, 1, 1, "'e' is of events, which have no current value: write last(e, 24h)")]
    [InlineData("age(x) > 3", 1, 1, 10, "A duration cannot be compared with a number.")]
    [InlineData("age(x) > 60d", 1, 10, 3, "This age looks back 30d only: write age(series, 60d).")]
    [InlineData(
        "max(x > 1, 24h) > 1",
        1,
        5,
        5,
        "Max is called as max(series, 24h), but this is a condition; only count"
    )]
    [InlineData("max(x, 20000d) > 1", 1, 8, 6, "A window may look back at most 3660 days")]
    [InlineData("quantile(x, 1d, 95) > 1", 1, 17, 2, "A share from 0 to 1 such as 95% was expected.")]
    [InlineData("anomaly(x, 90d, montly) > 1", 1, 17, 6, "Daily, weekly or yearly was expected here.")]
    [InlineData("crossed(\"lin\")", 1, 9, 5, "There is no red line 'lin' in this watch. Did you mean 'line'?")]
    [InlineData(
        "level(\"lab\") > notice",
        1,
        1,
        12,
        "The level of 'lab' follows from this red line: lab -> line -> lab."
    )]
    [InlineData("month(\"Asia/Seol\") == 1", 1, 7, 11, "There is no zone 'Asia/Seol' on this machine")]
    [InlineData("10-05 > 4", 1, 1, 5, "A number was expected, but this is the day 10-05 of the year")]
    public void A_mistake_is_told_with_its_place_and_what_was_meant(
        string text,
        int line,
        int column,
        int length,
        string says
    )
    {
        CompiledWatch.Compile(Lab.Watch(Lab.Line(text)), out var errors);
        var error = Assert.Single(errors);
        Assert.StartsWith(says, error.Message);
        Assert.Equal((line, column, length), (error.At!.Line, error.At.Column, error.At.Length));
    }

    [Fact]
    public void Hostile_expressions_are_refused_by_length_depth_and_number_of_windows()
    {
        Assert.Contains("at most 2000", Refusal(new string('x', 2_001)));
        Assert.Contains("nested too deeply", Refusal(new string('(', 900) + "x" + new string(')', 900)));
        Assert.Contains("nested too deeply", Refusal(string.Concat(Enumerable.Repeat("not ", 400)) + "true"));
        Assert.Contains("nested too deeply", Refusal(new string('-', 400) + "x > 0"));
        Assert.Contains(
            "At most 32 window functions",
            Refusal(string.Join(" and ", Enumerable.Repeat("max(x, 1h) > 0", 33)))
        );
        Assert.Contains("looks back further", Refusal("max(avg(avg(avg(x, 3000d), 3000d), 3000d), 3000d) > 0"));
    }

    static string Refusal(string text)
    {
        CompiledWatch.Compile(Lab.Watch(Lab.Line(text)), out var errors);
        return Assert.Single(errors).Message;
    }

    [Fact]
    public void Red_lines_that_refer_to_each_other_in_a_circle_are_refused_with_the_circle()
    {
        CompiledWatch.Compile(
            Lab.Watch(
                Lab.Line("crossed(\"b\")", "a"),
                Lab.Line("x > 1 or crossed(\"c\", within: 1d)", "b"),
                Lab.Line("crossed(\"b\")", "c")
            ),
            out var errors
        );
        Assert.Equal("Red lines refer to each other in a circle: b -> c -> b.", Assert.Single(errors).Message);
    }

    [Theory]
    [InlineData("((x)) > (1+2)*3", "x > (1 + 2) * 3")]
    [InlineData("zscore(x change 1d,90d)>=3", "zscore(change(x, 1d), 90d) >= 3")]
    [InlineData("not (x>1 and y>2)or true", "not (x > 1 and y > 2) or true")]
    [InlineData("max(x, 24h offset 168h) > 3.0%", "max(x, 1d offset 1w) > 3%")]
    public void Expressions_have_one_canonical_form(string written, string canonical) =>
        Assert.Equal(canonical, CompiledWatch.Format(written, out _));

    [Theory]
    [InlineData("max(2, 1h) > 1", "A series was expected, such as an indicator, but this is a number.")]
    [InlineData("max(1 + 2, 1h) > 1", "A series was expected, such as an indicator")]
    [InlineData("max(1 > 2, 1h) > 1", "A series was expected, but nothing in this is one.")]
    [InlineData("max((x > 1) + 1, 1h) > 1", "A condition cannot be calculated with or compared.")]
    [InlineData("max(age(x), 1h) > 1", "Age gives no series; use it outside of a window.")]
    [InlineData("max(\"x\", 1h) > 1", "A series was expected, but this is a text.")]
    [InlineData("max(daily(x > 1, max), 1d) > 1", "A day holds numbers, but this is a condition.")]
    [InlineData(
        "max(daily(x, mx), 1d) > 1",
        "One of avg, count, first, last, max, median, min, range, stddev, sum was expected here. Did you mean 'max'?"
    )]
    [InlineData("daily(x, max) > 1", "Daily gives a series: use it in a window")]
    [InlineData("hour(5) > 1", "A zone such as \"Asia/Seoul\" was expected, but this is a number.")]
    [InlineData("max(x) > 1", "Max is called as max(series, 24h).")]
    [InlineData("max(x, 0h) > 1", "A window must be longer than nothing.")]
    [InlineData("streak(x, 1h) > 1", "A condition such as 'x > 4' was expected.")]
    [InlineData("ewma(x, 1h, 0h) > 1", "A half-life such as 7d was expected.")]
    [InlineData("zscore(x, 1h, 1.5) > 1", "The fewest observations, a whole number such as 30, was expected.")]
    [InlineData("between(2024-01-02, 2024-01-01)", "The second date is not after the first.")]
    [InlineData("between(1, 2)", "Between is called as between(2024-09-01, 2024-11-05)")]
    [InlineData("crossed(5)", "A name in quotes was expected, but this is a number.")]
    [InlineData("crossed(\"line\", 7d)", "'within:' and a duration were expected, such as within: 7d.")]
    [InlineData("count_crossed(1) > 1", "A comparison such as severity >= warning was expected.")]
    [InlineData("count_crossed(severity > high) > 1", "One of calm, notice, watch, warning, critical was expected.")]
    [InlineData("abs(now) > now", "An instant has no absolute value.")]
    [InlineData("-now > now", "An instant has no opposite.")]
    [InlineData("now + now > now", "'+' does not go with an instant and an instant.")]
    [InlineData("(x > 1) + 1 > 1", "A number was expected, but this is a condition.")]
    [InlineData("absent(x, 1h) + 1 > 1", "A number was expected, but this is a condition.")]
    [InlineData("x ! y", "Cannot read this: '!' is not of this language: write 'and', 'or', 'not' or '!='.")]
    [InlineData("x > \"a", "Cannot read this: the text in quotes has no closing quote on its line.")]
    [InlineData("x > 1 # why", "Cannot read this: '#' is not of this language.")]
    [InlineData("x > 1\u00a0", "Cannot read this: the character U+00A0 is not of this language.")]
    public void A_wrong_type_or_call_is_refused_in_a_sentence(string text, string says) =>
        Assert.StartsWith(says, Refusal(text));

    [Fact]
    public void A_definition_is_checked_beside_its_expressions()
    {
        var watch = Lab.Watch(Lab.Line("x > 1", "Line") with { RemindEvery = TimeSpan.Zero, MostPerDay = -1 }) with
        {
            Every = TimeSpan.Zero,
            Indicators = [.. Lab.Indicators, Lab.Indicators[0] with { StaleAfter = TimeSpan.Zero }],
        };
        CompiledWatch.Compile(watch, out var errors);
        Assert.Equal(
            [
                "every",
                "indicators[4].id",
                "redLines[0].id",
                "indicators[4].staleAfter",
                "redLines[0].remindEvery",
                "redLines[0].mostPerDay",
            ],
            errors.Select(e => e.Path)
        );
        CompiledWatch.Compile(
            Lab.Watch([.. Enumerable.Range(0, 1_001).Select(i => Lab.Line("x > 1", $"l{i}"))]),
            out errors
        );
        Assert.Equal("A watch may have at most 1000 red lines.", Assert.Single(errors).Message);
    }
}
