using System.Net.Mail;
using CsCheck;
using IndicatorAlerts.Subscribe;
using Xunit;

namespace IndicatorAlerts.Tests.Subscribe;

public class AddressTests
{
    [Theory]
    [InlineData("ada@example.org", "ada@example.org")]
    [InlineData("  Ada.L+alerts@EXAMPLE.Org ", "Ada.L+alerts@example.org")]
    [InlineData("ada@bücher.example", "ada@xn--bcher-kva.example")]
    [InlineData("ada@BÜCHER.example", "ada@xn--bcher-kva.example")]
    [InlineData("o'hara_{1}@a.b-c.co", "o'hara_{1}@a.b-c.co")]
    public void One_address_is_read(string typed, string expected)
    {
        Assert.Null(ReaderAddress.Read(typed, out var address));
        Assert.Equal(expected, address);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ada")]
    [InlineData("@example.org")]
    [InlineData("ada@")]
    [InlineData("ada@localhost")]
    [InlineData("ada@example.org, bob@example.org")]
    [InlineData("ada@example.org bob@example.org")]
    [InlineData("Ada <ada@example.org>")]
    [InlineData("ada@example.org\r\nBcc: bob@example.org")]
    [InlineData("ada\n@example.org")]
    [InlineData("ada@exa\nmple.org")]
    [InlineData("ada@example.org\0")]
    [InlineData("\"ada\"@example.org")]
    [InlineData("a..b@example.org")]
    [InlineData(".ada@example.org")]
    [InlineData("ada.@example.org")]
    [InlineData("ada@-example.org")]
    [InlineData("ada@example-.org")]
    [InlineData("ada@example..org")]
    [InlineData("ada@example.org.")]
    [InlineData("ada@192.0.2.1")]
    [InlineData("ada@[192.0.2.1]")]
    [InlineData("ada@exa_mple.org")]
    [InlineData("äda@example.org")]
    [InlineData("a@b@example.org")]
    [InlineData("ada\u2028@example.org")]
    public void What_is_not_one_address_is_refused(string? typed)
    {
        Assert.NotNull(ReaderAddress.Read(typed, out var address));
        Assert.Null(address);
    }

    [Fact]
    public void Long_addresses_are_refused()
    {
        Assert.NotNull(ReaderAddress.Read(new string('a', 65) + "@example.org", out _));
        Assert.NotNull(ReaderAddress.Read("a@" + new string('b', 64) + ".org", out _));
        var domain = string.Join('.', Enumerable.Repeat(new string('b', 60), 4));
        Assert.Null(ReaderAddress.Read("a@" + domain, out _));
        Assert.NotNull(ReaderAddress.Read(new string('a', 12) + "@" + domain, out _));
    }

    [Fact]
    public void Whatever_is_typed_either_is_refused_or_is_one_plain_address_that_reads_as_itself() =>
        Gen.OneOf(
                Gen.String,
                Gen.Select(
                    Gen.String[Gen.Char["ab.+@<>,;:\"\r\n\0 \t-_%é\u202e"], 0, 30],
                    Gen.Const("@example.org"),
                    (a, b) => a + b
                ),
                Gen.Select(Gen.Const("ada@"), Gen.String[Gen.Char["ab.-_éß\u0130İıß。｡@\r\n "], 0, 30], (a, b) => a + b)
            )
            .Sample(
                typed =>
                {
                    var wrong = ReaderAddress.Read(typed, out var address);
                    if (wrong is not null)
                        return;
                    Assert.True(address!.Length <= 254 && address.All(c => c is > ' ' and < '\u007f'));
                    Assert.DoesNotContain(address, c => "<>,;:\"()[]\\".Contains(c, StringComparison.Ordinal));
                    Assert.True(MailAddress.TryCreate(address, out var mail) && mail.Address == address, address);
                    Assert.Null(ReaderAddress.Read(address, out var again));
                    Assert.Equal(address, again);
                },
                iter: 20_000
            );
}
