using IndicatorAlerts.Local;
using Xunit;

namespace IndicatorAlerts.Tests.EndToEnd;

/// <summary>Numbers of a campaign, kept as the test's output and appended to <c>artifacts/campaigns.log</c>, which a run of tests does not show.</summary>
static class Report
{
    static readonly Lock Gate = new();

    public static void Say(string numbers)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(numbers);
        var folder = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts"));
        lock (Gate)
            File.AppendAllText(Path.Combine(folder.FullName, "campaigns.log"), numbers + "\n");
    }
}
