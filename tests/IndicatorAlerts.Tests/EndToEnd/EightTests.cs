using Xunit;

namespace IndicatorAlerts.Tests.EndToEnd;

/// <summary>Eight processes on one Storage tell people what one tells them.</summary>
[Collection(Alone.Name)]
public class EightTests(AzuriteFixture azurite)
{
    const int Readers = 40;

    static readonly (double, double, double, double, DateTimeOffset)[] Quakes =
    [
        (6.3, 41.33, 129.03, 0, TimeProvider.System.GetUtcNow().AddMinutes(-5)),
    ];

    [Fact]
    public async Task Eight_processes_on_one_Storage_send_the_mails_of_one()
    {
        var (one, eight) = (await MailsOfAsync(1), await MailsOfAsync(8));
        Assert.Equal(one, eight);
        // One mail for the five lines to each reader, with none told twice.
        Assert.Equal(Readers + 1, one.Count);
        Assert.EndsWith(" crossed-l0 crossed-l1 crossed-l2 crossed-l3 crossed-l4", one[0]);
    }

    async Task<IReadOnlyList<string>> MailsOfAsync(int processes)
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var service = await TestService.PrepareAsync(azurite, Driving.StandAlone);
        service.Settings["Alerts__GroupSeconds"] = "2";
        service.HearEvents();
        service.SetQuakes(Quakes);
        await service.ApplyPackAsync(pack =>
            pack[..pack.IndexOf("red-lines:", StringComparison.Ordinal)]
            + "red-lines:\n"
            + string.Concat(
                Enumerable
                    .Range(0, 5)
                    .Select(i =>
                        $"  - {{ id: l{i}, title: Line {i}, when: \"max(punggye-ri-shock, 24h) >= {4 + i * 0.1}\" }}\n"
                    )
            )
        );
        using var storage = new ToldAlerts(service.Settings);
        await storage.SubscribeAsync(Readers);
        var fronts = Enumerable.Range(0, processes).Select(_ => StandAloneFront.Start(service.Settings)).ToList();
        try
        {
            service.Mailbox.Events.PostTo(new(fronts[0].Address, "api/sendgrid/events"));
            foreach (var front in fronts)
                await front.WaitUntilReadyAsync(cancel);
            await service.WaitForMailAsync(_ => true);
            await storage.WaitUntilOverAsync(() => string.Join('\n', fronts[0].Process.Lines));
            var sent = await storage.SendsAsync();
            return
            [
                .. service
                    .Mailbox.Mails.Select(m =>
                        $"{m.To[0].Email} {Lines(sent[(m.CustomArgs["delivery"], m.CustomArgs["send"])])}"
                    )
                    .Order(),
            ];
        }
        finally
        {
            await Task.WhenAll(fronts.Select(f => f.DisposeAsync().AsTask()));
        }
    }

    // The instants differ from run to run; the lines and what happened to them do not.
    static string Lines(IEnumerable<string> alerts) =>
        string.Join(' ', alerts.Select(a => a[(a.IndexOf('Z', StringComparison.Ordinal) + 2)..]).Order());
}
