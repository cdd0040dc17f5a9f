using CsCheck;
using IndicatorAlerts.Admin.Drafts;
using IndicatorAlerts.RedLines;
using Xunit;

namespace IndicatorAlerts.Tests.Admin;

public class DraftMergeTests
{
    /// <summary>Titles of the watch and of four lines, in order; 0 where a line is missing.</summary>
    static readonly Gen<Watch> Any = Gen.Select(Gen.Int[1, 2], Gen.Int[0, 2].Array[4]).Select((t, l) => Watch(t, l));

    static Watch Watch(int title, params int[] lines) =>
        new()
        {
            Id = "w",
            Title = $"T{title}",
            RedLines =
            [
                .. lines
                    .Index()
                    .Where(l => l.Item > 0)
                    .Select(l => new RedLine
                    {
                        Id = $"l{l.Index}",
                        Title = $"L{l.Item}",
                        When = "1 > 2",
                    }),
            ],
        };

    static Dictionary<string, string> Said(Watch watch) =>
        watch.RedLines.ToDictionary(l => l.Id, l => l.Title).Append(new("w", watch.Title)).ToDictionary();

    [Fact]
    public void A_draft_is_carried_over_to_what_others_changed_beside_it_and_given_up_where_they_changed_the_same() =>
        Gen.Select(Any, Any, Any)
            .Sample(
                (on, wanted, current) =>
                {
                    var (a, b, c) = (Said(on), Said(wanted), Said(current));
                    var names = a.Keys.Union(b.Keys).Union(c.Keys).ToList();
                    bool Mine(string n) => a.GetValueOrDefault(n) != b.GetValueOrDefault(n);
                    bool Theirs(string n) => a.GetValueOrDefault(n) != c.GetValueOrDefault(n);
                    var merged = DraftMerge.Apply(on, wanted, current);
                    Assert.Equal(names.Any(n => Mine(n) && Theirs(n)), merged is null);
                    if (merged is not null)
                        Assert.All(
                            names,
                            n => Assert.Equal((Mine(n) ? b : c).GetValueOrDefault(n), Said(merged).GetValueOrDefault(n))
                        );
                },
                iter: 5_000
            );

    [Fact]
    public void A_draft_of_a_new_watch_is_given_up_when_there_is_one()
    {
        var watch = Watch(1, 1);
        Assert.Equal(watch, DraftMerge.Apply(null, watch, null));
        Assert.Null(DraftMerge.Apply(null, watch, Watch(2, 1)));
        Assert.Null(DraftMerge.Apply(watch, Watch(1, 2), null));
    }
}
