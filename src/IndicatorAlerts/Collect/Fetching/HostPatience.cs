using System.Net;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Timeout;

namespace IndicatorAlerts.Collect;

/// <summary>How failures of one host are met: two more tries, and a rest when nothing works.</summary>
static class HostPatience
{
    const int Retries = 2;
    const double FirstWaitSeconds = 0.5;
    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    static readonly TimeSpan LongestRetryAfter = TimeSpan.FromDays(1);
    static readonly ResiliencePropertyKey<TimeSpan> Wait = new("wait");

    /// <summary>How long a host at which nothing works is not asked.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);

    public static void Add(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, TimeProvider time)
    {
        pipeline.TimeProvider = time;
        pipeline.AddRetry(
            new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = Retries,
                ShouldHandle = args => new(IsWorthAnother(args.Outcome, args.Context, args.AttemptNumber, time)),
                DelayGenerator = args => new(args.Context.Properties.GetValue(Wait, LongestWait)),
            }
        );
        pipeline.AddCircuitBreaker(
            new HttpCircuitBreakerStrategyOptions
            {
                // Many indicators may share a host: one address that fails must not silence the others.
                FailureRatio = 0.9,
                MinimumThroughput = 8,
                SamplingDuration = TimeSpan.FromMinutes(1),
                BreakDuration = Rest,
                ShouldHandle = args => new(MayPass(args.Outcome)),
            }
        );
    }

    /// <summary>How long the server asks to wait, up to a day.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage? response, TimeProvider time)
    {
        var wait = response?.Headers.RetryAfter?.Delta ?? response?.Headers.RetryAfter?.Date - time.GetUtcNow();
        return wait is { } asked ? TimeSpan.FromTicks(Math.Clamp(asked.Ticks, 0, LongestRetryAfter.Ticks)) : null;
    }

    // A wait that the time left does not allow, or that is for the collector to keep, ends the attempt with its reason.
    static bool IsWorthAnother(
        Outcome<HttpResponseMessage> outcome,
        ResilienceContext context,
        int attempt,
        TimeProvider time
    )
    {
        if (!MayPass(outcome) || context.GetRequestMessage() is not { } request)
            return false;
        var jitter = 0.5 + Random.Shared.NextDouble();
        var wait = RetryAfter(outcome.Result, time) ?? TimeSpan.FromSeconds(FirstWaitSeconds * (1 << attempt) * jitter);
        context.Properties.Set(Wait, wait);
        return wait <= LongestWait && wait < Asking.ClockOf(request).Left;
    }

    static bool MayPass(Outcome<HttpResponseMessage> outcome) =>
        outcome switch
        {
            { Result.StatusCode: HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests } => true,
            { Result.StatusCode: >= HttpStatusCode.InternalServerError } => true,
            { Exception: HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } } => false,
            // Refused by the guard.
            { Exception: HttpRequestException { InnerException: FeedException } } => false,
            { Exception: HttpRequestException or TimeoutRejectedException } => true,
            // No connection in time.
            { Exception: OperationCanceledException { InnerException: TimeoutException } } => true,
            _ => false,
        };
}
