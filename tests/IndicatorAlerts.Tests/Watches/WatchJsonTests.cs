using System.Text.Json;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Packs;
using IndicatorAlerts.Watches;
using Xunit;

namespace IndicatorAlerts.Tests.Watches;

public class WatchJsonTests
{
    [Fact]
    public void A_field_that_is_left_out_has_its_default()
    {
        var line = JsonSerializer.Deserialize("""{"id":"a","title":"A","when":"w"}""", WatchJson.Default.RedLine)!;
        Assert.Equal(
            new RedLine
            {
                Id = "a",
                Title = "A",
                When = "w",
            },
            line
        );
        Assert.Equal(Severity.Warning, line.Severity);
        var indicator = JsonSerializer.Deserialize("""{"id":"a","title":"A"}""", WatchJson.Default.Indicator)!;
        Assert.Equal(new Indicator { Id = "a", Title = "A" }, indicator);
        Assert.Equal(TimeSpan.FromDays(1), indicator.StaleAfter);
        var watch = Pack.Read("watch: w\ntitle: T", out _)!;
        Assert.Equal(TimeSpan.FromMinutes(1), watch.Every);
        Assert.Empty(watch.RedLines);
    }

    [Fact]
    public void A_definition_survives_storage()
    {
        var line = new RedLine
        {
            Id = "a",
            Title = "A",
            When = "max(x, 24h) >= 4.0",
            Severity = Severity.Critical,
            RemindEvery = TimeSpan.FromHours(12),
            Keep = TimeSpan.FromMinutes(90),
            OnBlind = BlindPolicy.Hold,
            Labels = ["seismic", "north"],
            Shadow = true,
        };
        var text = JsonSerializer.Serialize(line, WatchJson.Default.RedLine);
        Assert.Contains("\"1h30m\"", text);
        Assert.Equivalent(line, JsonSerializer.Deserialize(text, WatchJson.Default.RedLine), strict: true);
    }
}
