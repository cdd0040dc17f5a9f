using System.Text;
using System.Text.Json;
using IndicatorAlerts.Deliver;
using IndicatorAlerts.Local.Mails;
using IndicatorAlerts.Subscribe;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace IndicatorAlerts.Tests.Deliver;

public class EventSignatureTests
{
    static readonly DateTimeOffset Now = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Only_what_the_provider_signed_a_short_while_ago_byte_for_byte_is_believed()
    {
        await using var mailbox = await Mailbox.StartAsync(new(), TestContext.Current.CancellationToken);
        var signature = new EventSignature(
            Options.Create(new MailOptions { WebhookKey = mailbox.Events.PublicKey }),
            new FakeTimeProvider(Now)
        );
        var body = Encoding.UTF8.GetBytes("[{\"event\":\"delivered\",\"reason\":\"ü\"}]\r\n");
        var (good, at) = mailbox.Events.Sign(body, Now);
        Assert.Null(signature.Check(body, good, at));
        Assert.NotNull(signature.Check(body.AsSpan()[..^2], good, at));
        Assert.NotNull(signature.Check([.. body, 32], good, at));
        Assert.NotNull(signature.Check(body, good, (Now.ToUnixTimeSeconds() + 1).ToString()));
        Assert.NotNull(signature.Check(body, "", at));
        Assert.NotNull(signature.Check(body, good, null));
        Assert.NotNull(signature.Check(body, "nonsense", at));
        Assert.NotNull(signature.Check(body, Convert.ToBase64String(new byte[70]), at));
        Assert.NotNull(signature.Check([0xff, 0xfe], good, at));

        await using var stranger = await Mailbox.StartAsync(new(), TestContext.Current.CancellationToken);
        var (forged, _) = stranger.Events.Sign(body, Now);
        Assert.NotNull(signature.Check(body, forged, at));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-599, true)]
    [InlineData(-601, false)] // somebody has kept it
    [InlineData(59, true)] // two clocks
    [InlineData(61, false)]
    public async Task Events_of_another_time_are_refused(int seconds, bool good)
    {
        await using var mailbox = await Mailbox.StartAsync(new(), TestContext.Current.CancellationToken);
        var signature = new EventSignature(
            Options.Create(new MailOptions { WebhookKey = mailbox.Events.PublicKey }),
            new FakeTimeProvider(Now)
        );
        var (signed, at) = mailbox.Events.Sign("[]"u8.ToArray(), Now.AddSeconds(seconds));
        Assert.Equal(good, signature.Check("[]"u8, signed, at) is null);
    }

    [Theory]
    [InlineData("bounce", "bounce", "550 no such mailbox", SuppressionReason.HardBounce)]
    [InlineData("bounce", "blocked", "the mailbox is full", null)]
    [InlineData("deferred", null, "try later", null)]
    [InlineData("dropped", null, "Bounced Address", SuppressionReason.HardBounce)]
    [InlineData("dropped", null, "Invalid", SuppressionReason.HardBounce)]
    [InlineData("dropped", null, "Invalid SMTPAPI header", null)]
    [InlineData("dropped", null, "Spam Content (if Spam Checker app is enabled)", null)]
    [InlineData("dropped", null, "Spam Reporting Address", SuppressionReason.Complaint)]
    [InlineData("dropped", null, "Unsubscribed Address", SuppressionReason.ProviderUnsubscribe)]
    [InlineData("dropped", null, "Recipient List over Package Quota", null)]
    [InlineData("spamreport", null, null, SuppressionReason.Complaint)]
    [InlineData("unsubscribe", null, null, SuppressionReason.ProviderUnsubscribe)]
    [InlineData("delivered", null, null, null)]
    [InlineData(null, null, null, null)]
    public void Only_what_will_never_get_through_or_is_not_wanted_ends_mail_to_a_reader(
        string? name,
        string? type,
        string? reason,
        SuppressionReason? suppress
    ) => Assert.Equal(suppress, ProviderEvent.Reason(name, type, reason));

    [Theory]
    [InlineData("""{"event":"delivered","delivery":"w|o","send":"000001:0","sg_message_id":"abc.rest"}""", true)]
    [InlineData("""{"event":"delivered","delivery":"a/b","send":"x"}""", false)]
    [InlineData("""{"event":"delivered","delivery":"a","send":7}""", false)]
    [InlineData("""{"event":"bounce","type":"bounce","reader":"0123456789abcdef0123456789abcdef"}""", true)]
    [InlineData("""{"event":"bounce","type":"bounce","reader":"somebody@example.org"}""", false)]
    [InlineData("""{"event":"open","reader":"0123456789abcdef0123456789abcdef"}""", false)]
    [InlineData("[]", false)]
    [InlineData("7", false)]
    public void What_is_none_of_ours_is_passed_over(string json, bool ours)
    {
        using var document = JsonDocument.Parse(json);
        Assert.Equal(ours, ProviderEvent.Read(document.RootElement) is not null);
    }
}
