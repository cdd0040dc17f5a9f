using System.Globalization;
using IndicatorAlerts.Local.Processes;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.Tests.Deliver;
using IndicatorAlerts.Tests.Local;
using Xunit;

namespace IndicatorAlerts.Tests.EndToEnd;

/// <summary>One alert to very many: 10,000 readers, or as many as <c>CROWD</c> in the environment says (100000 for the goal).</summary>
[Collection(Alone.Name)]
public class CrowdTests(AzuriteFixture azurite)
{
    static readonly int Readers = int.TryParse(
        Environment.GetEnvironmentVariable("CROWD"),
        CultureInfo.InvariantCulture,
        out var asked
    )
        ? asked
        : 10_000;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_alert_to_a_crowd_costs_a_request_for_a_thousand_in_bounded_memory_and_goes_on_after_a_kill()
    {
        await using var service = await TestService.PrepareAsync(
            azurite,
            Driving.StandAlone,
            new() { KeepsContent = false, Capacity = 1_000_000 }
        );
        service.Settings["Mail__Recipients"] = "";
        service.Settings["Mail__TimeoutSeconds"] = "20";
        service.Settings["Mail__ClaimSeconds"] = "30";
        service.Settings["Mail__DoubtSeconds"] = "30";
        // As it is in earnest, so that the timer's looking costs what it costs.
        service.Settings["StandAlone__Schedules__RecoverDeliveries"] = "15 */5 * * * *";
        service.HearEvents();
        using var storage = new ToldAlerts(service.Settings);
        await storage.SubscribeAsync(Readers);
        // Readers of other watches must cost nothing here.
        await storage.SubscribeAsync(500, "another-watch");

        var calls = 0;
        var sends = 0;
        var process = new TaskCompletionSource<ChildProcess>();
        await using var counter = KillSwitch.Create(
            request =>
            {
                if (!request.Posts("/v3/mail/send"))
                {
                    if (IsDelivery(request))
                        Interlocked.Increment(ref calls);
                    return false;
                }
                // In the middle, where some are taken, some are planned and some are not.
                return Interlocked.Increment(ref sends) == Readers / 2000;
            },
            Moment.After
        );
        counter.Kill = () => process.Task.Result.Signal(UnixSignal.Kill);
        service.Settings["AzureWebJobsStorage"] = counter.StandInForStorage(service.Settings["AzureWebJobsStorage"]!);
        service.Settings["Mail__SendGridUrl"] = counter
            .StandInFor(new(service.Settings["Mail__SendGridUrl"]!))
            .ToString();
        await counter.StartAsync(Cancel);

        await storage.DecideAsync(Made.Alert("l", TimeProvider.System.GetUtcNow(), Severity.Critical));
        var began = TimeProvider.System.GetTimestamp();
        await service.StartAsync(process.SetResult);
        await service.Process.Exited.WaitAsync(TimeSpan.FromSeconds(120), Cancel);
        await service.StopAsync();
        await service.StartAsync();
        await storage.WaitUntilOverAsync(() => string.Join('\n', service.Process.Lines), 600);
        var took = TimeProvider.System.GetElapsedTime(began);
        var memory = ProcessTable.PeakMegabytes(service.Process.Id);

        var mails = service.Mailbox.Mails;
        Report.Say(
            $"{Readers} readers in {took.TotalSeconds:0.0} s with a kill, {mails.Select(m => m.MessageId).Distinct().Count()} requests, "
                + $"{calls * 1000.0 / Readers:0.0} calls of Storage for 1,000 readers, {memory} MB"
        );
        Assert.Equal(Readers, mails.Select(m => m.To[0].Email).Distinct().Count());
        Assert.Equal(Readers, mails.Count);
        Assert.Equal((Readers + 999) / 1000, mails.Select(m => m.MessageId).Distinct().Count());
        Assert.InRange(memory, 1, 250);
        Assert.InRange(calls * 1000.0 / Readers, 1, 40);
    }

    // Not the polls of an idle queue.
    static bool IsDelivery(SeenRequest request) =>
        request.Path.Contains("deliveries", StringComparison.Ordinal)
        || request.Path.Contains("audience", StringComparison.Ordinal)
        || request.Path.Contains("/send/messages", StringComparison.Ordinal) && request.Method != "GET";
}
