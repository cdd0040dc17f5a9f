using System.Text.Json.Nodes;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.Watches;
using Xunit;

namespace IndicatorAlerts.Tests.Watches;

public class DefinitionDiffTests
{
    static readonly Watch Lab = new()
    {
        Id = "lab",
        Title = "Lab",
        Indicators =
        [
            new()
            {
                Id = "x",
                Title = "X",
                Source = new JsonObject { ["kind"] = "csv", ["scale"] = 4 },
            },
        ],
        RedLines = [Line("a"), Line("b"), Line("c")],
    };

    static RedLine Line(string id) =>
        new()
        {
            Id = id,
            Title = id,
            When = "x > 1",
        };

    [Fact]
    public void The_order_of_keys_and_the_spelling_of_numbers_make_no_difference()
    {
        var same = Lab.Indicators[0] with { Source = JsonNode.Parse("""{"scale":4.0,"kind":"csv"}""")!.AsObject() };
        Assert.Empty(DefinitionDiff.Between(Lab, Lab with { Indicators = [same] }));
        var other = Lab.Indicators[0] with { Source = JsonNode.Parse("""{"scale":4.1,"kind":"csv"}""")!.AsObject() };
        Assert.Equal(
            ["indicator x changed: source"],
            DefinitionDiff.Sentences(DefinitionDiff.Between(Lab, Lab with { Indicators = [other] }))
        );
    }

    [Fact]
    public void Another_order_of_lines_is_a_change_of_the_watch_and_a_removed_line_is_not()
    {
        var turned = DefinitionDiff.Between(Lab, Lab with { RedLines = [Line("b"), Line("a"), Line("c")] });
        Assert.Equal("watch lab changed: redLineOrder", Assert.Single(DefinitionDiff.Sentences(turned)));
        Assert.Equal("""["b","a","c"]""", turned[0].Fields[0].After!.ToJsonString());
        var fewer = DefinitionDiff.Between(Lab, Lab with { RedLines = [Line("a"), Line("c")] });
        Assert.Equal("red line b removed", Assert.Single(DefinitionDiff.Sentences(fewer)));
    }

    [Fact]
    public void A_long_list_of_changes_is_cut_short_for_people()
    {
        var many = Lab with { RedLines = [.. Enumerable.Range(0, 30).Select(i => Line($"l{i}"))] };
        var sentences = DefinitionDiff.Sentences(DefinitionDiff.Between(null, many));
        Assert.Equal((21, "and 12 more"), (sentences.Count, sentences[^1]));
    }
}
