using System.Net.Http.Json;
using System.Text.Json;
using CsCheck;
using IndicatorAlerts.Local.Stack;
using Xunit;

namespace IndicatorAlerts.Tests.Local;

public class StoryTests
{
    [Fact]
    public async Task A_fresh_start_brings_the_alert_to_the_mailbox()
    {
        using var data = new TemporaryFolder();
        using var http = new HttpClient();
        await using var stack = RunningStack.Start("--port", "0", "--mailbox-port", "0", "--data", data.Path);
        var mails = new Uri(await stack.UrlOfAsync("Mailbox", Limits.OneMinute), "api/mails");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));

        JsonElement list;
        do
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, limit.Token);
            list = await http.GetFromJsonAsync<JsonElement>(mails, limit.Token);
        } while (list.GetProperty("count").GetInt32() == 0);

        var mail = Assert.Single(list.GetProperty("mails").EnumerateArray());
        Assert.Contains("Punggye-ri", mail.GetProperty("subject").GetString(), StringComparison.Ordinal);
        Assert.Contains("6.3", mail.GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_crossing_is_pulled_within_67_seconds_of_any_start() =>
        Gen.Long[0, TimeSpan.TicksPerDay]
            .Select(ticks => DateTimeOffset.UnixEpoch.AddTicks(ticks))
            .Sample(start =>
            {
                var crossing = start + Story.CrossingAfter(start);
                var sinceMinute = TimeSpan.FromTicks(crossing.Ticks % TimeSpan.TicksPerMinute);
                var pulled = crossing - sinceMinute + TimeSpan.FromMinutes(1);
                return crossing >= start.AddSeconds(5) && pulled < start.AddSeconds(67);
            });
}
