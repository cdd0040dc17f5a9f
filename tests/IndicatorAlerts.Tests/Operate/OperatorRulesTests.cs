using CsCheck;
using IndicatorAlerts.Operate;
using Xunit;

namespace IndicatorAlerts.Tests.Operate;

public class OperatorRulesTests
{
    static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);
    static readonly TimeSpan Step = TimeSpan.FromMinutes(5);
    static readonly Problem Feed = new("collect:w:a", ProblemKind.Collection, "A is silent.");
    static readonly Problem Late = new("mail:late", ProblemKind.Delivery, "Mail waits.");
    static readonly Problem Lost = new("lost:d", ProblemKind.Lost, "A delivery was given up.");

    [Fact]
    public void A_problem_is_told_once_and_once_that_it_is_over()
    {
        var log = Run(new(), [.. Enumerable.Repeat<Problem[]>([Feed], 30), .. Enumerable.Repeat<Problem[]>([], 30)]);
        Assert.Equal(2, log.Count);
        Assert.Equal(Noon, log[0].At);
        Assert.Equal("A is silent.", Assert.Single(log[0].News.New).Text);
        Assert.Equal(Noon + 30 * Step + OperatorRules.Calm, log[1].At);
        Assert.Single(log[1].News.Over);
        Assert.Empty(log[1].News.Still);
    }

    [Fact]
    public void What_goes_for_a_moment_was_never_over_and_what_comes_for_a_moment_is_waited_for()
    {
        var slow = Feed with { Patience = TimeSpan.FromMinutes(20) };
        Assert.Single(
            Run(
                new(),
                [
                    [Late],
                    [],
                    [Late],
                    [],
                    [],
                    [Late],
                    [Late],
                ]
            )
        );
        Assert.Empty(
            Run(
                new(),
                [
                    [slow],
                    [slow],
                    [],
                    [slow],
                    [slow],
                    [slow],
                    [slow],
                    [],
                ]
            )
        );
        Assert.Single(
            Run(
                new(),
                [
                    [slow],
                    [slow],
                    [slow],
                    [slow],
                    [slow],
                ]
            )
        );
    }

    [Fact]
    public void Problems_at_once_are_one_mail_that_names_those_which_are_not_over()
    {
        var log = Run(
            new(),
            [
                [Feed, Late],
                [Feed, Late, Lost],
            ]
        );
        Assert.Equal([2, 1], log.Select(m => m.News.New.Count));
        Assert.Equal(["A is silent.", "Mail waits."], log[1].News.Still.Select(p => p.Text).Order());
    }

    [Fact]
    public void What_was_given_up_is_told_and_is_never_over()
    {
        var log = Run(
            new(),
            [
                [Lost],
                [Lost],
                .. Enumerable.Repeat<Problem[]>([], 20),
            ]
        );
        Assert.Single(log);
    }

    [Fact]
    public void What_could_not_be_told_is_tried_again()
    {
        var (first, untold, _) = OperatorRules.Decide([Late], new(), Noon);
        var (second, _, told) = OperatorRules.Decide([Late], untold, Noon + Step);
        Assert.NotNull(first);
        Assert.NotNull(second);
        Assert.Null(OperatorRules.Decide([Late], told, Noon + 2 * Step).News);
    }

    [Fact]
    public void Feeds_that_come_and_go_all_day_leave_room_for_what_matters_more()
    {
        // Over for long enough each time to be told.
        var flapping = Enumerable.Range(0, 24 * 12).Select(i => i / 5 % 2 == 0 ? [Feed] : Array.Empty<Problem>());
        var log = Run(new(), [.. flapping]);
        Assert.Equal(OperatorRules.MostOfFeeds, log.Count);
        Assert.True(log[^1].News.IsLast);
        Assert.All(log[..^1], m => Assert.False(m.News.IsLast));

        log = Run(new(), [.. flapping.Take(200), [Late]]);
        Assert.Equal("mail:late", log[^1].News.New.Single(p => p.Kind == ProblemKind.Delivery).Key);
    }

    [Fact]
    public void Whatever_happens_mails_are_few_nothing_is_told_twice_and_what_stays_is_told() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[1, 40], Gen.Bool)
            .List[1, 60]
            .Sample(
                spells =>
                {
                    Problem[] all =
                    [
                        Feed,
                        Feed with
                        {
                            Key = "collect:w:b",
                            Patience = TimeSpan.FromMinutes(30),
                        },
                        Late,
                        Lost,
                        new("evaluate:w", ProblemKind.Evaluation, "W stands."),
                    ];
                    var steps = spells
                        .SelectMany(s =>
                            Enumerable.Repeat(s.Item3 ? all.Take(s.Item1).ToArray() : [.. all.Skip(s.Item1)], s.Item2)
                        )
                        .ToArray();
                    var log = Run(new(), steps);
                    Assert.All(
                        log,
                        m =>
                            Assert.InRange(
                                log.Count(o => o.At > m.At - TimeSpan.FromDays(1) && o.At <= m.At),
                                1,
                                OperatorRules.MostADay
                            )
                    );
                    foreach (var problem in all)
                    {
                        // New and over take turns; what is lost is never over.
                        var words = log.SelectMany(m =>
                                m.News.New.Select(p => (p.Key, Word: "new"))
                                    .Concat(m.News.Over.Select(p => (p.Key, Word: "over")))
                            )
                            .Where(w => w.Key == problem.Key)
                            .Select(w => w.Word)
                            .ToList();
                        if (problem.Kind != ProblemKind.Lost)
                            Assert.Equal(words.Select((_, i) => i % 2 == 0 ? "new" : "over"), words);
                    }
                },
                iter: 200
            );

    [Fact]
    public void What_stays_for_more_than_a_day_is_told_however_many_mails_there_were()
    {
        var flapping = Enumerable.Range(0, 24 * 12).Select(i => i / 5 % 2 == 0 ? [Feed] : Array.Empty<Problem>());
        var other = Feed with { Key = "collect:w:b" };
        var log = Run(new(), [.. flapping, .. Enumerable.Repeat<Problem[]>([other], 24 * 12 + 1)]);
        Assert.Contains(log, m => m.News.New.Any(p => p.Key == other.Key));
    }

    [Fact]
    public void A_thousand_feeds_are_remembered_and_the_rest_waits_its_turn()
    {
        Problem[] many = [.. Enumerable.Range(0, 5000).Select(i => Feed with { Key = $"collect:w:{i}" }), Late];
        var (news, _, told) = OperatorRules.Decide(many, new(), Noon);
        Assert.Equal(OperatorRules.MostKnown, told.Known.Count);
        Assert.Contains(news!.New, p => p.Key == "mail:late");
    }

    static List<(DateTimeOffset At, OperatorNews News)> Run(OperatorState state, IReadOnlyList<Problem[]> steps)
    {
        var log = new List<(DateTimeOffset, OperatorNews)>();
        foreach (var (i, found) in steps.Index())
        {
            var now = Noon + i * Step;
            (var news, _, state) = OperatorRules.Decide(found, state, now);
            if (news is not null)
                log.Add((now, news));
        }
        return log;
    }
}
