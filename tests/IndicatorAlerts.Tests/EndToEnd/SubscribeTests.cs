using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using IndicatorAlerts.Local.Mails;
using Xunit;

namespace IndicatorAlerts.Tests.EndToEnd;

public partial class SubscribeTests(AzuriteFixture azurite)
{
    const string Ada = "ada@example.org";
    const string Bob = "bob@example.org";

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Driving.StandAlone)]
    [InlineData(Driving.FunctionsHost)]
    public async Task Who_confirms_gets_alerts_until_it_unsubscribes_by_one_click(Driving driving)
    {
        await using var service = await TestService.PrepareAsync(azurite, driving);
        await service.ApplyPackAsync();
        await service.StartAsync();
        await service.WaitForStatusAsync(s => (string?)s["redLines"]?[0]?["phase"] == "calm");
        foreach (var address in (string[])[Ada, Bob])
            await SubscribeAsync(service, address);
        // What is behind them is in the mail: nothing that leads to this process's own address matters.
        var manage = await ManageAsync(service);
        using var put = await service.Http.PutAsJsonAsync(
            $"/api/subscriptions/{manage}",
            new { watches = (string[])["korean-peninsula"], zone = "Asia/Seoul" },
            Cancel
        );
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);

        service.SetNuclearTest();
        var mail = await service.WaitForMailAsync(m => IsAlertTo(m, Ada));
        await service.WaitForMailAsync(m => IsAlertTo(m, Bob));
        Assert.Equal("List-Unsubscribe=One-Click", mail.Headers["List-Unsubscribe-Post"]);
        await UnsubscribeAsync(service, mail);

        await LowerAsync(service);
        await service.WaitForMailAsync(m =>
            IsAlertTo(m, Bob) && m.Subject.Contains("Any shock", StringComparison.Ordinal)
        );
        await service.WaitForStatusAsync(s =>
            s["alerts"]!.AsArray().All(a => a!["delivery"]!["deliveredAt"] is not null)
        );
        Assert.Single(service.Mailbox.Mails, m => IsAlertTo(m, Ada));
        Assert.DoesNotContain(
            service.Process.Lines,
            l => l.Contains(Ada, StringComparison.Ordinal) || l.Contains(manage, StringComparison.Ordinal)
        );
        Assert.DoesNotContain(service.Process.Lines, l => l.Contains("SendWelcome failed", StringComparison.Ordinal));
    }

    static async Task SubscribeAsync(TestService service, string address)
    {
        using var form = new FormUrlEncodedContent([
            new("address", address),
            new("watches", "korean-peninsula"),
            new("kinds", "crossed"),
        ]);
        using var asked = await service.Http.PostAsync("/ui/subscribe", form, Cancel);
        Assert.Contains("Look into your mailbox", await asked.Content.ReadAsStringAsync(Cancel));
        var mail = await service.WaitForMailAsync(m => m.To.Single().Email == address);
        var path = $"/ui/confirm/{Link().Match(mail.Text!).Groups[2].Value}";
        Assert.Contains("Korean Peninsula", await service.Http.GetStringAsync(path, Cancel));
        using var confirmed = await service.Http.PostAsync(path, null, Cancel);
        Assert.Contains("You are subscribed", await confirmed.Content.ReadAsStringAsync(Cancel));
    }

    // The token of Ada's preferences, from a mail that brings it.
    static async Task<string> ManageAsync(TestService service)
    {
        using var asked = await service.Http.PostAsJsonAsync("/api/subscriptions/link", new { address = Ada }, Cancel);
        Assert.Equal(HttpStatusCode.Accepted, asked.StatusCode);
        var mail = await service.WaitForMailAsync(m =>
            m.To.Single().Email == Ada && Link().Match(m.Text!).Groups[1].Value == "preferences"
        );
        return Link().Match(mail.Text!).Groups[2].Value;
    }

    static async Task UnsubscribeAsync(TestService service, Mail mail)
    {
        var path = new Uri(mail.Headers["List-Unsubscribe"].Trim('<', '>')).AbsolutePath;
        using var followed = await service.Http.GetAsync(path, Cancel);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, followed.StatusCode);
        for (var i = 0; i < 2; i++)
        {
            using var form = new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]);
            using var done = await service.Http.PostAsync(path, form, Cancel);
            Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        }
    }

    // Another line, which the same shock crosses.
    static async Task LowerAsync(TestService service)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/watches/korean-peninsula/red-lines/any-shock");
        request.Headers.Add("X-Api-Key", TestService.AdminKey);
        request.Content = JsonContent.Create(
            new
            {
                title = "Any shock",
                severity = "warning",
                when = "max(punggye-ri-shock, 24h) >= 1.0",
            }
        );
        using var answer = await service.Http.SendAsync(request, Cancel);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    static bool IsAlertTo(Mail mail, string address) =>
        mail.To.Single().Email == address && mail.CustomArgs.ContainsKey("watch");

    [GeneratedRegex(@"https?://\S+/ui/(\w+)/([\w-]+)")]
    private static partial Regex Link();
}
