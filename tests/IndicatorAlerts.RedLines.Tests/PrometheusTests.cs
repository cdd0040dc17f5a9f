using CsCheck;
using IndicatorAlerts.RedLines.Evaluation;
using Xunit;

namespace IndicatorAlerts.RedLines.Tests;

/// <summary>
/// Threshold, <c>for</c> and <c>keep_firing_for</c> as Prometheus documents them: an alert is active from the first
/// evaluation at which its expression has a result; it fires from the first at which it has been active for at least `for`;
/// a firing alert whose expression has no result goes on firing until `keep_firing_for` has passed since it last had one
/// gone missing, and is no longer pending at once.
/// </summary>
public class PrometheusTests
{
    enum Alert
    {
        Inactive,
        Pending,
        Firing,
    }

    [Fact]
    public void Threshold_for_and_keep_turn_red_and_calm_when_Prometheus_does() =>
        Gen.Select(Gen.Int[0, 6].Array[1, 80], Gen.Int[0, 5], Gen.Int[0, 5], Gen.Int[1, 6])
            .Sample(
                (values, holds, keep, threshold) =>
                {
                    var line = Lab.Line($"x >= {threshold}") with
                    {
                        For = TimeSpan.FromMinutes(5 * holds),
                        Keep = TimeSpan.FromMinutes(5 * keep),
                    };
                    var watch = Lab.Compile(line);
                    var points = values.Select((v, i) => new Observation(Lab.At(5 * i), v, Lab.At(5 * i)));
                    var series = new Dictionary<string, Series> { ["x"] = new(Lab.Indicators[0], points, []) };
                    var state = watch.Start(Lab.At(0));
                    var expected = Prometheus(values, threshold, holds, keep);
                    for (var i = 0; i < values.Length; i++)
                    {
                        state = watch.Advance(state, series, Lab.At(5 * i)).State;
                        Assert.Equal(expected[i], Of(state.Lines["line"].Phase));
                    }
                },
                iter: Lab.Rounds(3_000)
            );

    static Alert Of(Phase phase) =>
        phase switch
        {
            Phase.Calm => Alert.Inactive,
            Phase.Pending => Alert.Pending,
            _ => Alert.Firing,
        };

    static List<Alert> Prometheus(int[] values, int threshold, int holds, int keep)
    {
        var (alert, activeAt, keepSince) = (Alert.Inactive, 0, default(int?));
        var alerts = new List<Alert>();
        for (var t = 0; t < values.Length; t++)
        {
            if (values[t] >= threshold)
            {
                (activeAt, keepSince) = (alert == Alert.Inactive ? t : activeAt, null);
                alert = alert == Alert.Firing || t - activeAt >= holds ? Alert.Firing : Alert.Pending;
            }
            else if (alert == Alert.Firing && keep > 0 && t - (keepSince ??= t) < keep)
                alert = Alert.Firing;
            else
                (alert, keepSince) = (Alert.Inactive, null);
            alerts.Add(alert);
        }
        return alerts;
    }
}
