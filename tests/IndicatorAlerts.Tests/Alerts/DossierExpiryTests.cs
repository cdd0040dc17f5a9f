using IndicatorAlerts.Alerts;
using IndicatorAlerts.Alerts.Dossiers;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.RedLines;
using Xunit;

namespace IndicatorAlerts.Tests.Alerts;

public class DossierExpiryTests(AzuriteFixture azurite)
{
    static readonly Watch Lab = GateLab.Lab with
    {
        Indicators = [GateLab.Shock with { StaleAfter = TimeSpan.FromDays(60) }],
    };

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(5_000)]
    [InlineData(2)]
    public async Task Dossiers_without_an_alert_go_after_two_days_and_those_of_alerts_stay(int most)
    {
        await using var lab = await AlertsInProcess.StartAsync(azurite, Lab);
        double[] values = [0, 3, 7, 0];
        foreach (var (i, value) in values.Index())
            await lab.StepAsync(i * 2, value);
        var alerts = await lab.AlertsAsync();
        var dossiers = lab.Get<DossierArchive>();
        var kept = (await dossiers.ReadAsync(alerts[0], Cancel))!;
        // What an evaluation leaves that another got ahead of: of an alert that came otherwise, and of one that never came.
        await LeaveAsync(
            kept with
            {
                Before = kept.Before with { EvaluatedTo = kept.Before.EvaluatedTo.AddTicks(-1) },
            }
        );
        await LeaveAsync(kept with { Alert = kept.Alert with { Id = "20260101T000100.000Z-crossed-none" } });
        Assert.Equal(alerts.Count + 2, await CountAsync());

        var expiry = lab.Get<DossierExpiry>();
        var now = TimeProvider.System.GetUtcNow();
        lab.Services[0].Time.SetUtcNow(now.AddHours(47));
        await RunAllAsync();
        Assert.Equal(alerts.Count + 2, await CountAsync());

        lab.Services[0].Time.SetUtcNow(now.AddHours(49));
        await expiry.ExpireAsync(most, Cancel);
        Assert.InRange(await CountAsync(), alerts.Count + 2 - most, alerts.Count + 2);
        await RunAllAsync();
        Assert.Equal(alerts.Count, await CountAsync());
        foreach (var alert in alerts)
            Assert.NotNull(await dossiers.ReadAsync(alert, Cancel));

        async Task RunAllAsync()
        {
            for (var run = 0; run <= (alerts.Count + 2) / most + 1; run++)
                await expiry.ExpireAsync(most, Cancel);
        }

        async Task LeaveAsync(Dossier dossier) => await dossiers.KeepAsync(DossierSeal.Seal(dossier), Cancel);

        async Task<int> CountAsync()
        {
            var blobs = lab.Get<StorageAccount>().Blobs.GetBlobContainerClient(DossierArchive.Container);
            return await blobs.GetBlobsAsync(cancellationToken: Cancel).CountAsync(Cancel);
        }
    }
}
