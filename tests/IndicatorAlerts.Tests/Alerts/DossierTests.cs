using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using IndicatorAlerts.Alerts.Dossiers;
using IndicatorAlerts.RedLines;
using Xunit;

namespace IndicatorAlerts.Tests.Alerts;

public class DossierTests
{
    [Fact]
    public void Every_alert_is_decided_the_same_to_the_bit_from_its_dossier_alone()
    {
        var checkedOnes = 0;
        DossierLab.Any.Sample(
            told =>
            {
                foreach (var (alert, file) in told)
                {
                    using var json = JsonDocument.Parse(file);
                    Assert.Empty(DossierCheck.Check(json.RootElement));
                    Interlocked.Increment(ref checkedOnes);
                }
            },
            iter: 80
        );
        Assert.True(checkedOnes > 200, $"Only {checkedOnes} alerts were told.");
    }

    [Fact]
    public void A_dossier_in_which_any_one_value_is_changed_is_found_out() =>
        Gen.Select(DossierLab.Any, Gen.Int[0, 1_000_000])
            .Sample(
                (told, pick) =>
                {
                    foreach (var (_, file) in told.Take(3))
                    {
                        var json = JsonNode.Parse(file)!;
                        var leaves = Leaves(json).ToList();
                        var leaf = leaves[pick % leaves.Count];
                        leaf.ReplaceWith(Changed(leaf));
                        var changed = json.ToJsonString();
                        using var read = JsonDocument.Parse(changed);
                        Assert.True(DossierCheck.Check(read.RootElement).Count > 0, $"{leaf.GetPath()} of {changed}");
                    }
                },
                iter: 80
            );

    [Fact]
    public void White_space_changes_nothing() =>
        DossierLab.Any.Sample(
            told =>
            {
                foreach (var (_, file) in told.Take(1))
                {
                    var spaced = JsonNode.Parse(file)!.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
                    using var json = JsonDocument.Parse(spaced);
                    Assert.Empty(DossierCheck.Check(json.RootElement));
                }
            },
            iter: 20
        );

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"alert":null,"watch":null}""")]
    public void What_is_no_dossier_is_told_from_one(string file)
    {
        using var json = JsonDocument.Parse(file);
        Assert.StartsWith(
            "This is no dossier",
            Assert.Single(DossierCheck.Check(json.RootElement)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_dossier_with_too_many_points_keeps_the_newest_and_says_that_it_cannot_be_decided_again() =>
        Gen.Select(DossierLab.Points, Gen.Int[2, 9])
            .Sample(
                (points, most) =>
                {
                    var dossier = DossierLab.Simple(points, most);
                    if (dossier is null)
                        return;
                    var series = Assert.Single(dossier.Series);
                    Assert.True(series.Points.Count <= most);
                    using var json = JsonSerializer.SerializeToDocument(
                        DossierSeal.Seal(dossier),
                        DossierJson.Default.Dossier
                    );
                    var found = DossierCheck.Check(json.RootElement);
                    if (series.LeftOut == 0)
                        Assert.Empty(found);
                    else
                        Assert.Equal(
                            [$"It cannot be decided again: {series.LeftOut} points were too many for the dossier."],
                            found
                        );
                },
                iter: 50
            );

    [Fact]
    public void A_dossier_holds_the_lines_that_the_alert_depends_on_and_no_others()
    {
        Indicator[] indicators =
        [
            new() { Id = "x", Title = "X" },
            new() { Id = "y", Title = "Y" },
            new() { Id = "z", Title = "Z" },
        ];
        RedLine Line(string id, string when, string? ladder = null) =>
            new()
            {
                Id = id,
                Title = id,
                When = when,
                Ladder = ladder,
            };
        var watch = IndicatorAlerts.RedLines.Evaluation.CompiledWatch.Compile(
            new()
            {
                Id = "w",
                Title = "W",
                Indicators = indicators,
                RedLines =
                [
                    Line("own", "crossed(\"read\") and x > 1", "l"),
                    Line("read", "x > 0"),
                    Line("mate", "y > 0", "l"),
                    Line("other", "z > 0"),
                ],
            },
            out _
        )!;
        var at = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var none = new Dictionary<string, Series>();
        var cut = DossierCut.Of(watch, "own", at, none).Definition;
        Assert.Equal(["own", "read", "mate"], cut.RedLines.Select(l => l.Id));
        Assert.Equal(["x", "y"], cut.Indicators.Select(i => i.Id));

        // An instant that only an observation of z makes.
        var arrival = at.AddSeconds(7);
        var series = new Dictionary<string, Series> { ["z"] = new(indicators[2], [new(at, 1, arrival)], []) };
        Assert.Contains("other", DossierCut.Of(watch, "own", arrival, series).Definition.RedLines.Select(l => l.Id));
    }

    static IEnumerable<JsonNode> Leaves(JsonNode? node) =>
        node switch
        {
            JsonObject o => o.Where(p => p.Key is not ("delivery" or "untold")).SelectMany(p => Leaves(p.Value)),
            JsonArray a => a.SelectMany(Leaves),
            null => [],
            _ => [node],
        };

    static JsonValue Changed(JsonNode leaf) =>
        leaf.GetValueKind() switch
        {
            JsonValueKind.Number => JsonValue.Create(leaf.GetValue<double>() + 0.5),
            JsonValueKind.True => JsonValue.Create(false),
            JsonValueKind.False => JsonValue.Create(true),
            _ when DateTimeOffset.TryParse(leaf.GetValue<string>(), null, out var at) => JsonValue.Create(
                at.AddMilliseconds(1)
            ),
            _ => JsonValue.Create(leaf.GetValue<string>() + "x"),
        };
}
