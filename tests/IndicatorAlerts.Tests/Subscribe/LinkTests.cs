using System.Buffers.Text;
using CsCheck;
using IndicatorAlerts.Deliver;
using IndicatorAlerts.Subscribe;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace IndicatorAlerts.Tests.Subscribe;

public class LinkTests
{
    static readonly string Reader = new('a', 32);
    static readonly string Mark = new('b', 32);

    readonly FakeTimeProvider time = new(new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero));
    readonly ReaderLinks links;

    public LinkTests() => links = Links(0);

    [Fact]
    public void A_token_says_what_was_signed_and_for_how_long()
    {
        var confirm = links.Token(LinkUse.Confirm, Reader, Mark);
        var manage = links.Token(LinkUse.Manage, Reader);
        var leave = links.Token(LinkUse.Unsubscribe, Reader);
        Assert.Equal(new(Reader, Mark, false), links.Open(LinkUse.Confirm, confirm));
        Assert.Equal(new(Reader, "", false), links.Open(LinkUse.Manage, manage));
        time.Advance(TimeSpan.FromDays(2) + TimeSpan.FromSeconds(1));
        Assert.Equal(new(Reader, Mark, true), links.Open(LinkUse.Confirm, confirm));
        Assert.Null(links.ReaderOf(LinkUse.Confirm, confirm));
        Assert.Equal(Reader, links.ReaderOf(LinkUse.Manage, manage));
        time.Advance(TimeSpan.FromDays(88));
        Assert.Null(links.ReaderOf(LinkUse.Manage, manage));
        time.Advance(TimeSpan.FromDays(3650));
        Assert.Equal(Reader, links.ReaderOf(LinkUse.Unsubscribe, leave));
    }

    [Fact]
    public void A_token_of_another_secret_is_none()
    {
        var other = Links(1);
        foreach (var use in Enum.GetValues<LinkUse>())
            Assert.Null(other.Open(use, links.Token(use, Reader, Mark)));
    }

    [Fact]
    public void A_changed_token_is_none()
    {
        var bytes = Base64Url.DecodeFromChars(links.Token(LinkUse.Confirm, Reader, Mark));
        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte[1, 255])
            .Sample(
                (at, change) =>
                {
                    var changed = bytes.ToArray();
                    changed[at] ^= change;
                    foreach (var use in Enum.GetValues<LinkUse>())
                        Assert.Null(links.Open(use, Base64Url.EncodeToString(changed)));
                },
                iter: 2000
            );
    }

    ReaderLinks Links(byte secret)
    {
        var key = Enumerable.Repeat(secret, 32).ToArray();
        return new(
            new(Options.Create(new SubscribeOptions { Secret = Convert.ToBase64String(key) })),
            Options.Create(new SiteOptions()),
            time
        );
    }
}
