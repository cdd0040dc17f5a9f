using Xunit;

namespace IndicatorAlerts.Tests.Local;

internal static class Limits
{
    /// <summary>For each thing that a test waits for: far longer than it takes, and no wait hangs the run.</summary>
    public static CancellationToken OneMinute
    {
        get
        {
            var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            source.CancelAfter(TimeSpan.FromMinutes(1));
            return source.Token;
        }
    }
}
