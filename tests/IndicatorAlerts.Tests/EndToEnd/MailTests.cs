using System.Net;
using Xunit;

namespace IndicatorAlerts.Tests.EndToEnd;

public class MailTests(AzuriteFixture azurite)
{
    [Theory]
    [InlineData(Driving.StandAlone)]
    [InlineData(Driving.FunctionsHost)]
    public async Task A_mail_brings_its_chart_which_has_an_address_of_its_own_and_its_evidence_is_there(Driving driving)
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var service = await TestService.PrepareAsync(azurite, driving);
        service.SetNuclearTest();
        await service.ApplyPackAsync();
        await service.StartAsync();
        var mail = await service.WaitForMailAsync(_ => true);

        var attached = Assert.Single(mail.Attachments);
        Assert.Equal(("inline", "image/png", "chart-0"), (attached.Disposition, attached.Type, attached.ContentId));
        Assert.Contains("cid:chart-0", mail.Html);
        var status = await service.WaitForStatusAsync(s => s["alerts"]!.AsArray().Count > 0);
        var alert = $"/api/watches/korean-peninsula/alerts/{status["alerts"]![0]!["id"]}";
        Assert.Contains(alert, mail.Text);
        Assert.Equal(
            Convert.FromBase64String(attached.Content!),
            await service.Http.GetByteArrayAsync(alert + "/chart.png", cancel)
        );
        using var dossier = await service.Http.GetAsync(alert, cancel);
        Assert.Equal(HttpStatusCode.OK, dossier.StatusCode);
        using var none = await service.Http.GetAsync("/api/watches/korean-peninsula/alerts/none/chart.png", cancel);
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        Assert.DoesNotMatch("%[a-z]+[0-9]*%", mail.Html + mail.Text + mail.Subject);
    }
}
