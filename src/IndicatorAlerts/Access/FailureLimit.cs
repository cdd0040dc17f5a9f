using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Access;

/// <summary>Bounds how often an address may come with a wrong key, token or session.</summary>
/// <remarks>Keys cannot be guessed; what is bounded is the reads of Storage and the checks of signatures that guesses cost.</remarks>
public sealed class FailureLimit(IOptions<LimitOptions> options, ClientAddress addresses) : IDisposable
{
    readonly PartitionedRateLimiter<string> limiter = PartitionedRateLimiter.Create<string, string>(address =>
        RateLimitPartition.GetFixedWindowLimiter(
            address,
            _ => new() { PermitLimit = options.Value.FailuresPerMinute, Window = TimeSpan.FromMinutes(1) }
        )
    );

    /// <summary>Whether the address has failed too often within a minute.</summary>
    public bool IsReached(HttpContext context)
    {
        using var lease = limiter.AttemptAcquire(addresses.NetworkOf(context), 0);
        return !lease.IsAcquired;
    }

    /// <summary>Counts a failure; false when it is one too many.</summary>
    public bool TryCount(HttpContext context)
    {
        using var lease = limiter.AttemptAcquire(addresses.NetworkOf(context));
        return lease.IsAcquired;
    }

    public void Dispose() => limiter.Dispose();
}
