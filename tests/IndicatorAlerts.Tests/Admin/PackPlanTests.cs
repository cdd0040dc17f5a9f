using CsCheck;
using IndicatorAlerts.Admin.Packs;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.Watches;
using Xunit;

namespace IndicatorAlerts.Tests.Admin;

public class PackPlanTests
{
    static readonly DefinitionVersion Seventh = new()
    {
        Number = 7,
        At = DateTimeOffset.UnixEpoch,
        Who = "anna",
        WhoId = "key:anna",
        Action = "test",
        Target = "w",
    };

    static readonly Gen<Watch> Any = Gen.Select(
        Gen.Int[1, 3],
        Gen.Select(Gen.Int[1, 9], Gen.Int[1, 3]).Array[0, 8],
        Gen.Select(Gen.Int[1, 4], Gen.Int[1, 2]).Array[0, 4],
        (title, lines, indicators) =>
            Watch($"T{title}", [.. lines.DistinctBy(l => l.Item1)]) with
            {
                Indicators =
                [
                    .. indicators
                        .DistinctBy(i => i.Item1)
                        .Select(i => new Indicator { Id = $"i{i.Item1}", Title = $"I{i.Item2}" }),
                ],
            }
    );

    static Watch Watch(string title, params (int Id, int Version)[] lines) =>
        new()
        {
            Id = "w",
            Title = title,
            RedLines =
            [
                .. lines.Select(l => new RedLine
                {
                    Id = $"l{l.Id}",
                    Title = $"L{l.Version}",
                    When = "1 > 2",
                }),
            ],
        };

    static StoredDefinition Stored(Watch watch) => new(watch, Seventh, default);

    [Fact]
    public void A_plan_tells_what_is_added_changed_removed_and_left()
    {
        var (plan, _) = PackPlan.Of(
            Stored(Watch("T", (1, 1), (2, 1), (3, 1))),
            Watch("U", (2, 1), (3, 2), (4, 1)),
            true
        );
        Assert.Equal((7, 1, 1, 1, 1), (plan.Base, plan.Added, plan.Changed, plan.Removed, plan.Unchanged));
        Assert.Equal(
            ["watch w changed: title", "red line l3 changed: title", "red line l4 added", "red line l1 removed"],
            DefinitionDiff.Sentences(plan.Changes)
        );
        Assert.Equal(
            ("\"L1\"", "\"L2\""),
            (plan.Changes[1].Fields[0].Before!.ToJsonString(), plan.Changes[1].Fields[0].After!.ToJsonString())
        );
    }

    [Fact]
    public void What_a_pack_does_not_name_stays_unless_it_is_pruned()
    {
        var (plan, result) = PackPlan.Of(Stored(Watch("T", (1, 1), (2, 1))), Watch("T", (2, 1)), false);
        Assert.Equal((0, "red-line l1"), (plan.Removed, Assert.Single(plan.Kept)));
        Assert.Equal(["l2", "l1"], result.RedLines.Select(l => l.Id));
    }

    [Fact]
    public void A_pack_that_was_applied_changes_nothing_the_second_time() =>
        Gen.Select(Any, Any, Gen.Bool)
            .Sample(
                (there, pack, prune) =>
                {
                    var (first, result) = PackPlan.Of(Stored(there), pack, prune);
                    Assert.Empty(PackPlan.Of(Stored(result), pack, prune).Plan.Changes);
                    Assert.Equal(
                        result.RedLines.Count + result.Indicators.Count,
                        first.Added + first.Changed + first.Unchanged
                    );
                    if (prune)
                        Assert.Empty(DefinitionDiff.Between(result, pack));
                },
                iter: 2_000
            );

    [Fact]
    public void A_plan_is_made_on_a_version_and_another_is_drift()
    {
        Assert.Null(new PackBase(7).Drift(Stored(Watch("T"))));
        Assert.Null(new PackBase(0).Drift(null));
        Assert.Null(new PackBase(null).Drift(Stored(Watch("T"))));
        Assert.Contains("version 7 by anna", new PackBase(6).Drift(Stored(Watch("T"))));
        Assert.Contains("not there any more", new PackBase(6).Drift(null));
    }
}
