namespace IndicatorAlerts.Hosting;

/// <summary>How long to wait before trying again.</summary>
public static class BackOff
{
    /// <summary>Doubles with each failure up to a longest wait, give or take a fifth, so that many do not try at once.</summary>
    public static TimeSpan Wait(TimeSpan first, int failures, TimeSpan longest)
    {
        var seconds = Math.Min(first.TotalSeconds * Math.Pow(2, Math.Min(failures, 30)), longest.TotalSeconds);
        return TimeSpan.FromSeconds(seconds * (0.8 + 0.4 * Random.Shared.NextDouble()));
    }
}
