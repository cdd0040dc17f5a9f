using System.Globalization;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace IndicatorAlerts.Collect;

/// <summary>Says in a sentence why no answer came.</summary>
static class FeedFailure
{
    /// <summary>The failure for people; null for what is no failure of a feed.</summary>
    public static FeedException? Explain(Exception e, string host, AnswerClock clock) =>
        e switch
        {
            FeedException known => known,
            HttpRequestException { InnerException: FeedException refused } => refused,
            OperationCanceledException or TimeoutRejectedException when clock.IsOver => new(
                $"{host} gave no whole answer within {Seconds(clock.Limit)} s."
            ),
            TimeoutRejectedException => new(
                $"{host} did not begin to answer within {Seconds(FeedClient.FirstByteTimeout)} s."
            ),
            OperationCanceledException => new(
                $"{host} cannot be read: no connection within {Seconds(FeedClient.ConnectTimeout)} s."
            ),
            BrokenCircuitException => new(
                $"{host} is left alone for {Seconds(HostPatience.Rest)} s, because nearly all of its last requests failed."
            )
            {
                RetryAfter = HostPatience.Rest,
            },
            HttpRequestException failed => new(
                $"{host} cannot be read: {failed.InnerException?.Message ?? failed.Message}"
            ),
            IOException or InvalidDataException or InvalidOperationException => new(
                $"The answer of {host} broke off: {e.Message}"
            ),
            _ => null,
        };

    static string Seconds(TimeSpan span) => span.TotalSeconds.ToString(CultureInfo.InvariantCulture);
}
