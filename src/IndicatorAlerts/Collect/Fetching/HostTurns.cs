using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Collect;

/// <summary>Lets requests to one host wait for each other: so many at once, so many in a time.</summary>
public sealed class HostTurns(IOptions<FeedOptions> options, TimeProvider time) : IDisposable
{
    const int MostWaiting = 1000;
    static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    readonly PartitionedRateLimiter<string> places = PartitionedRateLimiter.Create<string, string>(host =>
        RateLimitPartition.GetConcurrencyLimiter(
            host,
            _ => new() { PermitLimit = PaceOf(options.Value, host).AtOnce, QueueLimit = MostWaiting }
        )
    );

    readonly PartitionedRateLimiter<string> turns = PartitionedRateLimiter.Create<string, string>(host =>
        PaceOf(options.Value, host).SecondsBetween is > 0 and var seconds
            ? RateLimitPartition.GetTokenBucketLimiter(
                host,
                _ =>
                    new()
                    {
                        TokenLimit = Math.Max(1, (int)(1 / seconds)),
                        TokensPerPeriod = 1,
                        ReplenishmentPeriod = TimeSpan.FromSeconds(seconds),
                        QueueLimit = MostWaiting,
                    }
            )
            : RateLimitPartition.GetNoLimiter(host)
    );

    /// <summary>Waits for a place, to be held until the answer is read to its end.</summary>
    /// <exception cref="FeedException">Too many others wait.</exception>
    public Task<RateLimitLease> PlaceAsync(string host, CancellationToken cancel) => WaitAsync(places, host, cancel);

    /// <summary>Waits until the host may be asked again.</summary>
    /// <exception cref="FeedException">Too many others wait.</exception>
    public async Task TurnAsync(string host, CancellationToken cancel) =>
        (await WaitAsync(turns, host, cancel)).Dispose();

    public void Dispose()
    {
        places.Dispose();
        turns.Dispose();
    }

    async Task<RateLimitLease> WaitAsync(PartitionedRateLimiter<string> limiter, string host, CancellationToken cancel)
    {
        using var longest = new CancellationTokenSource(LongestWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, longest.Token);
        try
        {
            var lease = await limiter.AcquireAsync(host, 1, either.Token);
            if (lease.IsAcquired)
                return lease;
            lease.Dispose();
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // The wait is over: as with a queue that is full.
        }
        var pace = PaceOf(options.Value, host);
        throw new FeedException(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{host} was not asked: too many other requests wait for it, of which {pace.AtOnce} may run at once, {pace.SecondsBetween} s apart (Feeds__Hosts__{host})."
            )
        )
        {
            RetryAfter = LongestWait,
        };
    }

    static HostPace PaceOf(FeedOptions options, string host) => options.Hosts.GetValueOrDefault(host, options.EachHost);
}

/// <summary>Waits for the host's turn before each request, retries too; only then the time for the answer begins.</summary>
sealed class TurnHandler(HostTurns turns) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        await turns.TurnAsync(Asking.HostOf(request), cancel);
        Asking.ClockOf(request).Start();
        return await base.SendAsync(request, cancel);
    }
}
