using System.Collections.Concurrent;
using IndicatorAlerts.Local.Processes;
using Xunit;

namespace IndicatorAlerts.Tests.EndToEnd;

/// <summary>A process that is killed between feed and mail has lost nothing when it starts again.</summary>
public class KillTests(AzuriteFixture azurite)
{
    const int AtOnce = 4;

    /// <summary>The steps from feed to mail, each with the request by which it reaches outside of the process.</summary>
    static readonly Dictionary<string, Func<SeenRequest, bool>> Steps = new()
    {
        ["asking for collection"] = r => r.Posts("/collect/messages"),
        ["reading the feed"] = r => r.Path.EndsWith("2.5_day.geojson", StringComparison.Ordinal),
        ["archiving the answer"] = r => r.Method == "PUT" && r.Path.Contains("/answers/", StringComparison.Ordinal),
        ["recording the observation"] = r => r.Posts("/$batch", "\"Points"),
        ["deciding"] = r => r.Posts("/$batch", "alert:"),
        ["asking for delivery"] = r => r.Posts("/deliver/messages"),
        ["starting the delivery"] = r => r.Posts("/$batch", "StartedAt") && r.Posts("/$batch", "outbox:"),
        ["opening the delivery"] = r => r.Path.Contains("!open", StringComparison.Ordinal),
        ["planning"] = r => r.Posts("/$batch", "why:"),
        ["asking for the send"] = r => r.Posts("/send/messages"),
        ["ending the plan"] = r => r.Method == "DELETE" && r.Path.Contains("outbox:", StringComparison.Ordinal),
        ["claiming the send"] = r => IsSend(r, "Claimed"),
        ["sending"] = r => r.Posts("/v3/mail/send"),
        ["recording the send"] = r => IsSend(r, "Taken"),
        ["recording the delivery"] = r => r.Method == "PUT" && r.Path.Contains("alert:", StringComparison.Ordinal),
        ["closing the delivery"] = r => r.Method == "DELETE" && r.Path.Contains("!open", StringComparison.Ordinal),
    };

    static bool IsSend(SeenRequest request, string state) =>
        request.Method == "PUT"
        && request.Path.Contains("RowKey='send:", StringComparison.Ordinal)
        && request.Body.Contains(state, StringComparison.Ordinal);

    [Fact]
    public async Task A_process_that_is_killed_anywhere_between_feed_and_mail_sends_the_mail_after_a_restart()
    {
        var cases = Steps.Keys.SelectMany(step => Enum.GetValues<Moment>().Select(moment => (step, moment)));
        var wrong = new ConcurrentBag<string>();
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = AtOnce,
            CancellationToken = TestContext.Current.CancellationToken,
        };
        await Parallel.ForEachAsync(
            cases,
            options,
            async (c, _) =>
            {
                var mails = await MailsAfterKillAsync(c.step, c.moment);
                // Between the provider's yes and its record nobody can know: only there may the mail come twice.
                var inDoubt =
                    c
                    is { step: "sending", moment: Moment.After }
                        or { step: "recording the send", moment: Moment.Before };
                if (mails < 1 || mails > (inDoubt ? 2 : 1))
                    wrong.Add($"{mails} mails after a kill {c.moment.ToString().ToLowerInvariant()} {c.step}");
            }
        );
        Assert.Empty(wrong);
    }

    async Task<int> MailsAfterKillAsync(string step, Moment moment)
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var service = await TestService.PrepareAsync(azurite, Driving.StandAlone);
        // A busy machine's slow answer must not pass for one that never came: that mail would rightly be sent again.
        service.Settings["Mail__TimeoutSeconds"] = "5";
        service.Settings["Mail__ClaimSeconds"] = "6";
        service.Settings["Mail__DoubtSeconds"] = "6";
        // Who evaluates what a killed collection has stored.
        service.Settings["StandAlone__Schedules__EvaluateWatches"] = "*/5 * * * * *";
        service.SetNuclearTest();
        await service.ApplyPackAsync();

        var calm = new Dictionary<string, string?>(service.Settings);
        await using (var killer = KillSwitch.Create(Steps[step], moment))
        {
            Redirect(service.Settings, killer);
            await killer.StartAsync(cancel);
            var process = new TaskCompletionSource<ChildProcess>();
            killer.Kill = () => process.Task.Result.Signal(UnixSignal.Kill);
            await service.StartAsync(started => process.SetResult(started));
            if (
                await Task.WhenAny(killer.Struck, Task.Delay(TimeSpan.FromSeconds(60), TimeProvider.System, cancel))
                != killer.Struck
            )
                Assert.Fail(
                    $"No request of the step '{step}' came.\n{string.Join('\n', service.Process.Lines.TakeLast(20))}"
                );
            Assert.Equal(137, await service.Process.Exited);
            await service.StopAsync();
        }

        foreach (var (name, value) in calm)
            service.Settings[name] = value;
        await service.StartAsync();
        await service.WaitForMailAsync(_ => true);
        await service.WaitForStatusAsync(s =>
            s["alerts"]!.AsArray() is [{ } alert] && alert["delivery"]!["deliveredAt"] is not null
        );
        return service.Mailbox.Mails.Count;
    }

    static void Redirect(Dictionary<string, string?> settings, KillSwitch killer)
    {
        settings["AzureWebJobsStorage"] = killer.StandInForStorage(settings["AzureWebJobsStorage"]!);
        foreach (var name in (string[])["Mail__SendGridUrl", "Feeds__Mirrors__earthquake.usgs.gov"])
            settings[name] = killer.StandInFor(new(settings[name]!)).ToString();
    }
}
