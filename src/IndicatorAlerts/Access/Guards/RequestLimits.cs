using System.Threading.RateLimiting;
using IndicatorAlerts.Status;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Access.Guards;

/// <summary>How many requests a caller may make, how large they may be.</summary>
public static class RequestLimits
{
    /// <summary>The largest body where an endpoint says nothing else, in bytes.</summary>
    public const long MostBytes = 1024 * 1024;

    static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>Another bound for the body of this endpoint's requests, in bytes.</summary>
    public static RouteHandlerBuilder TakesAtMost(this RouteHandlerBuilder endpoint, long bytes) =>
        endpoint.WithMetadata(new BodyLimit(bytes));

    internal static void Set(RateLimiterOptions options)
    {
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(Partition);
        options.OnRejected = RejectAsync;
    }

    static RateLimitPartition<string> Partition(HttpContext context)
    {
        var path = context.Request.Path;
        // The Functions host's own calls and the question whether the process lives are never turned away.
        if (!path.StartsWithSegments("/api") && !path.StartsWithSegments("/ui") && !path.StartsWithSegments("/readyz"))
            return RateLimitPartition.GetNoLimiter("");
        var limits = context.RequestServices.GetRequiredService<IOptions<LimitOptions>>().Value;
        var who =
            context.KnownCaller()?.Id ?? context.RequestServices.GetRequiredService<ClientAddress>().NetworkOf(context);
        return Faults.IsRead(context.Request)
            ? RateLimitPartition.GetTokenBucketLimiter("read " + who, _ => Bucket(limits.ReadsPerMinute))
            : RateLimitPartition.GetTokenBucketLimiter("write " + who, _ => Bucket(limits.WritesPerMinute));
    }

    // As many as a minute allows at once, then evenly.
    static TokenBucketRateLimiterOptions Bucket(int perMinute)
    {
        var tokens = Math.Max(1, perMinute / 60);
        return new()
        {
            TokenLimit = perMinute,
            TokensPerPeriod = tokens,
            ReplenishmentPeriod = Minute * tokens / perMinute,
        };
    }

    static async ValueTask RejectAsync(OnRejectedContext rejected, CancellationToken cancel)
    {
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.Zero;
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        await Problems
            .TooMany("You ask more often than this service allows.", rejected.HttpContext, seconds)
            .ExecuteAsync(rejected.HttpContext);
    }

    sealed record BodyLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}
