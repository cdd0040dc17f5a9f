using IndicatorAlerts.Deliver;
using IndicatorAlerts.Subscribe;
using IndicatorAlerts.Tests.Deliver;
using IndicatorAlerts.Watches;
using Xunit;

namespace IndicatorAlerts.Tests.EndToEnd;

public class DigestTests(AzuriteFixture azurite)
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_digest_and_mail_that_was_held_leave_the_process_once()
    {
        await using var service = await TestService.PrepareAsync(azurite, Driving.StandAlone);
        foreach (var name in (string[])["SendDigests", "SendHeld"])
            service.Settings[$"StandAlone__Schedules__{name}"] = "* * * * * *";
        service.SetNuclearTest();
        await service.ApplyPackAsync();
        await service.StartAsync();
        // Told first: readers that come before are a part of its own delivery.
        var status = await service.WaitForStatusAsync(s =>
            s["alerts"]!.AsArray() is [{ } told, ..] && told["delivery"]!["deliveredAt"] is not null
        );
        var alert = (string)status["alerts"]![0]!["id"]!;

        // The same Storage and secret, from beside the process.
        await using var lab = await DeliverLab.CreateAsync(service.Settings["AzureWebJobsStorage"]!);
        var now = TimeProvider.System.GetUtcNow();
        var digest = new Subscription
        {
            Watches = [Made.Watch],
            Rhythm = Rhythm.Daily,
            Hour = now.Hour,
        };
        var audience = lab.Get<Audience>();
        await audience.PutAsync(Made.Watch, new(Made.Id(1), "daily@indicator-alerts.example", digest), Cancel);
        await audience.PutAsync(
            Made.Watch,
            new(Made.Id(2), "rested@indicator-alerts.example", new() { Watches = [Made.Watch] }),
            Cancel
        );
        await lab.Get<HeldMail>()
            .HoldAsync(now.AddMinutes(-10), MailOccasion.AfterQuiet, Made.Watch, [alert], [Made.Id(2)], Cancel);
        var held = await service.WaitForMailAsync(m => m.To[0].Email!.StartsWith("rested@", StringComparison.Ordinal));
        Assert.Contains("held over your quiet hours", held.Text);

        var daily = service.WaitForMailAsync(m => m.To[0].Email!.StartsWith("daily@", StringComparison.Ordinal));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        // As if no digest had been sent for a day; again, because the process may set its mark in the same moment.
        while (!daily.IsCompleted && await timer.WaitForNextTickAsync(Cancel))
            await lab.Get<WatchTable>().SetLastDigestsAsync(now.AddDays(-1), Cancel);
        var found = await daily;
        Assert.Contains("Korean Peninsula", found.Text);
        Assert.Single(service.Mailbox.Mails, m => m.To[0].Email!.StartsWith("daily@", StringComparison.Ordinal));
        Assert.Single(service.Mailbox.Mails, m => m.To[0].Email!.StartsWith("rested@", StringComparison.Ordinal));
    }
}
