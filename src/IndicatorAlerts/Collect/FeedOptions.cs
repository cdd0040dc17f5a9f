namespace IndicatorAlerts.Collect;

/// <summary>How feeds are read.</summary>
public sealed record FeedOptions
{
    /// <summary>The longest time that one answer may take, in seconds.</summary>
    public double TimeoutSeconds { get; set; } = 30;

    /// <summary>The largest answer that is read, in bytes, unpacked.</summary>
    public int MaxBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>The first wait after a failure, in seconds; it doubles with each further one.</summary>
    public double RetrySeconds { get; set; } = 10;

    /// <summary>Base addresses that stand in for a host: <c>Feeds__Mirrors__earthquake.usgs.gov=http://localhost:8080/usgs</c>.</summary>
    public Dictionary<string, string> Mirrors { get; set; } = [];
}
