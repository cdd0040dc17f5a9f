using IndicatorAlerts.Alerts.Silences;
using IndicatorAlerts.Mails;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.Tests.Alerts;
using IndicatorAlerts.Watches;
using Xunit;

namespace IndicatorAlerts.Tests.Mails;

public class DigestHiddenTests
{
    [Fact]
    public void Silenced_lines_are_hidden_for_as_long_as_the_silence_and_lesser_ones_behind_a_worse_that_is_red()
    {
        var watch = Watch(red: ["strong", "weak", "odd"], GateLab.Silence("s", 0, 10, "odd"));
        Assert.Equal(["odd", "weak"], DigestHidden.Of(watch, GateLab.At(5)).Crossed.Order());
        Assert.Equal(["odd"], DigestHidden.Of(watch, GateLab.At(5)).Blind);
        Assert.Equal(["weak"], DigestHidden.Of(watch, GateLab.At(10)).Crossed);
        Assert.Empty(DigestHidden.Of(Watch(red: ["weak"]), GateLab.At(5)).Crossed);
    }

    [Fact]
    public void A_line_in_shadow_is_hidden_and_hides_no_other()
    {
        var watch = Watch(red: ["strong", "weak"]);
        var shadow = watch with
        {
            Definition = watch.Definition with
            {
                RedLines = [.. watch.Definition.RedLines.Select(l => l with { Shadow = l.Id == "strong" })],
            },
        };
        Assert.Equal(["strong"], DigestHidden.Of(shadow, GateLab.At(5)).Crossed);
    }

    static StoredWatch Watch(string[] red, params Silence[] silences) =>
        new(
            GateLab.Lab,
            new WatchState
            {
                EvaluatedTo = GateLab.At(5),
                Lines = red.ToDictionary(id => id, _ => new LineState { Phase = Phase.Crossed }),
            },
            null,
            default,
            default
        )
        {
            Latest = null!,
            Effects = new(silences, [], []),
        };
}
