using System.Collections.Concurrent;
using CsCheck;
using IndicatorAlerts.RedLines.Evaluation;
using Xunit;

namespace IndicatorAlerts.RedLines.Tests;

/// <summary>
/// The laws of Kleene's logic, on what red lines become: a condition that holds is crossed, one that does not is calm, one
/// that is unknown is blind. Inputs are random histories, in which levels go stale, sources are not read and windows are empty.
/// </summary>
public class KleeneTests
{
    static readonly Gen<string> Atom = Lab.OneOf(
        "x > 1",
        "y <= 2",
        "max(e, 1h) >= 3",
        "last(f, 30m) > 0",
        "count(f, 2h) < 2",
        "absent(e, 90m)",
        "avg(x, 1h) < y",
        "age(f, 4h) > 1h",
        "true",
        "false"
    );

    static readonly Gen<string> Any = Gen.Recursive<string>(
        (depth, inner) =>
            depth > 2
                ? Atom
                : Gen.Frequency(
                    (2, Atom),
                    (1, inner.Select(a => $"not ({a})")),
                    (2, Gen.Select(inner, inner, Gen.Bool, (a, b, and) => $"(({a}) {(and ? "and" : "or")} ({b}))"))
                )
    );

    /// <summary>Both sides with a, b and c in place, of which u is never known.</summary>
    static readonly (string Left, string Right)[] Laws =
    [
        ("a and b", "b and a"),
        ("a or b", "b or a"),
        ("(a and b) and c", "a and (b and c)"),
        ("(a or b) or c", "a or (b or c)"),
        ("a and a", "a"),
        ("a or a", "a"),
        ("a and (a or b)", "a"),
        ("a or (a and b)", "a"),
        ("a and (b or c)", "(a and b) or (a and c)"),
        ("a or (b and c)", "(a or b) and (a or c)"),
        ("not (a and b)", "not a or not b"),
        ("not (a or b)", "not a and not b"),
        ("not not a", "a"),
        ("a and true", "a"),
        ("a or false", "a"),
        ("a and false", "false"),
        ("a or true", "true"),
        ("u and false", "false"),
        ("false and u", "false"),
        ("u or true", "true"),
        ("true or u", "true"),
        ("u and true", "u"),
        ("u or false", "u"),
        ("not u", "u"),
    ];

    [Fact]
    public void Conditions_obey_Kleenes_laws()
    {
        var seen = new ConcurrentDictionary<Truth, bool>();
        Gen.Select(Any, Any, Any, Lab.History, Gen.Int[0, 600])
            .Sample(
                (a, b, c, history, minute) =>
                {
                    var verdicts = Verdicts(
                        [.. Laws.SelectMany(l => new[] { l.Left, l.Right })],
                        (a, b, c),
                        history,
                        minute
                    );
                    for (var i = 0; i < Laws.Length; i++)
                    {
                        var (left, right) = (verdicts[2 * i], verdicts[2 * i + 1]);
                        Assert.True(left == right, $"{Laws[i]}: {left}, {right}; a: {a}; b: {b}; c: {c}; at {minute}");
                        seen[left] = true;
                    }
                    Assert.Equal(Truth.Unknown, verdicts[^1]);
                },
                iter: Lab.Rounds(150)
            );
        Assert.Equal(3, seen.Count);
    }

    /// <summary>Each condition as a red line of its own, walked to one instant as live.</summary>
    static Truth[] Verdicts(
        string[] conditions,
        (string A, string B, string C) with,
        Dictionary<string, Series> history,
        int minute
    )
    {
        var lines = conditions.Select((text, i) => Lab.Line(Put(text, with), $"l{i}")).ToArray();
        // At a step of a minute nothing arrives between two instants, so that the walk is of one.
        var watch = CompiledWatch.Compile(Lab.Watch(lines) with { Every = TimeSpan.FromMinutes(1) }, out _)!;
        var state = watch.Advance(watch.Start(Lab.At(minute)), history, Lab.At(minute)).State;
        return
        [
            .. lines.Select(l =>
                state.Lines[l.Id] switch
                {
                    { BlindSince: not null, Phase: Phase.Calm } => Truth.Unknown,
                    { BlindSince: null, Phase: Phase.Crossed } => Truth.True,
                    { BlindSince: null, Phase: Phase.Calm } => Truth.False,
                    var other => throw new InvalidOperationException($"{l.When} is {other}."),
                }
            ),
        ];
    }

    static string Put(string text, (string A, string B, string C) with) =>
        string.Join(
            " ",
            text.Replace("(", "( ")
                .Replace(")", " )")
                .Split(' ')
                .Select(word =>
                    word switch
                    {
                        "a" => $"({with.A})",
                        "b" => $"({with.B})",
                        "c" => $"({with.C})",
                        "u" => "(level(\"another\") > calm)",
                        _ => word,
                    }
                )
        );
}
