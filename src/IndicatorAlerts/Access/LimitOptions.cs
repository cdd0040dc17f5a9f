using System.Net;

namespace IndicatorAlerts.Access;

/// <summary>How much one caller may ask for.</summary>
public sealed record LimitOptions
{
    /// <summary>
    /// Addresses or networks (CIDR) of proxies whose <c>X-Forwarded-For</c> is believed, parted by commas; empty for none.
    /// </summary>
    public string TrustedProxies { get; set; } = "";

    /// <summary>GETs a minute, for a key, or an address without one.</summary>
    public int ReadsPerMinute { get; set; } = 12_000;

    /// <summary>Changes a minute, for a key, or an address without one.</summary>
    public int WritesPerMinute { get; set; } = 3_000;

    /// <summary>Wrong keys, tokens and sessions a minute, for an address.</summary>
    public int FailuresPerMinute { get; set; } = 30;

    /// <summary>The longest time for one request, in seconds.</summary>
    public double RequestSeconds { get; set; } = 60;

    /// <summary>The networks of <see cref="TrustedProxies"/>; null when one of them is none.</summary>
    public IReadOnlyList<IPNetwork>? ReadProxies()
    {
        var found = new List<IPNetwork>();
        foreach (
            var text in TrustedProxies.Split(
                ',',
                StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
            )
        )
        {
            if (IPAddress.TryParse(text, out var address))
                found.Add(new(address, address.GetAddressBytes().Length * 8));
            else if (IPNetwork.TryParse(text, out var network))
                found.Add(network);
            else
                return null;
        }
        return found;
    }
}
