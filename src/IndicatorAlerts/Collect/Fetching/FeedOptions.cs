using System.Globalization;

namespace IndicatorAlerts.Collect;

/// <summary>How feeds are read.</summary>
public sealed record FeedOptions
{
    /// <summary>The longest time that one answer may take, with retries and redirects, in seconds.</summary>
    public double TimeoutSeconds { get; set; } = 30;

    /// <summary>The largest answer that is read, in bytes, unpacked.</summary>
    public int MaxBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>The first wait after a failure, in seconds; it doubles with each further one.</summary>
    public double RetrySeconds { get; set; } = 10;

    /// <summary>Base addresses that stand in for a host: <c>Feeds__Mirrors__earthquake.usgs.gov=http://localhost:8080/usgs</c>.</summary>
    public Dictionary<string, string> Mirrors { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Hosts, each as <c>HOST:PORT</c>, that may be asked wherever they are, by http too.</summary>
    public List<string> AllowedHosts { get; set; } = [];

    /// <summary>A proxy that all requests go through; the environment's own is never used.</summary>
    public string? Proxy { get; set; }

    /// <summary>By name, what <c>{secret:NAME}</c> stands for.</summary>
    public Dictionary<string, SecretOptions> Secrets { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How hosts that are not in <see cref="Hosts"/> may be asked.</summary>
    public HostPace EachHost { get; set; } = new();

    /// <summary>By name, hosts that ask for another pace.</summary>
    public Dictionary<string, HostPace> Hosts { get; set; } =
        new(StringComparer.OrdinalIgnoreCase)
        {
            // It answers 429 to whoever asks more often, and says so.
            ["api.gdeltproject.org"] = new() { AtOnce = 1, SecondsBetween = 5 },
        };

    /// <summary>Whether the operator named this place, so that it may be anywhere.</summary>
    public bool Allows(string host, int port)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"{host}:{port}");
        return AllowedHosts.Any(h => place.Equals(Place(h), StringComparison.OrdinalIgnoreCase))
            || Mirrors
                .Values.Append(Proxy)
                .Any(a => a is not null && place.Equals(PlaceOf(new(a)), StringComparison.Ordinal));
    }

    /// <summary>The host and port of a text such as <c>localhost:8080</c> or <c>[::1]:8080</c>; null when it is none.</summary>
    public static string? Place(string text) =>
        Uri.TryCreate($"http://{text}", UriKind.Absolute, out var address)
        && address is { PathAndQuery: "/", UserInfo: "" }
        && text.EndsWith(string.Create(CultureInfo.InvariantCulture, $":{address.Port}"), StringComparison.Ordinal)
            ? PlaceOf(address)
            : null;

    static string PlaceOf(Uri address) =>
        string.Create(CultureInfo.InvariantCulture, $"{address.IdnHost}:{address.Port}");
}

/// <summary>A secret, and the one host that may be told it.</summary>
public sealed record SecretOptions
{
    public string Value { get; set; } = "";

    public string Host { get; set; } = "";
}

/// <summary>How often one host may be asked.</summary>
public sealed record HostPace
{
    /// <summary>How many requests may be under way.</summary>
    public int AtOnce { get; set; } = 4;

    /// <summary>The average time between two requests, in seconds; those of one second may be made together.</summary>
    public double SecondsBetween { get; set; } = 0.1;
}
