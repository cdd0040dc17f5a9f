using CsCheck;
using IndicatorAlerts.Access;
using IndicatorAlerts.Access.Entra;
using IndicatorAlerts.Access.Keys;
using Xunit;

namespace IndicatorAlerts.Tests.Access;

public class ApiKeyTests
{
    static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_key_names_its_id_and_holds_256_random_bits()
    {
        var keys = Enumerable.Range(0, 1000).Select(_ => ApiKey.New()).ToList();
        Assert.All(keys, k => Assert.Equal(k.Id, ApiKey.IdOf(k.Key)));
        Assert.All(keys, k => Assert.Equal("ia_".Length + 16 + 1 + 43, k.Key.Length));
        Assert.Equal(1000, keys.Select(k => k.Key).Distinct().Count());
    }

    [Fact]
    public void Another_text_is_not_the_key_and_mostly_has_not_its_form()
    {
        var (id, text) = ApiKey.New();
        var key = Key(id, text);
        Assert.True(key.Is(text));
        Gen.Int[0, text.Length - 1]
            .Select(Gen.Char.AlphaNumeric)
            .Sample(
                (at, c) =>
                {
                    var other = text[..at] + c + text[(at + 1)..];
                    Assert.Equal(other == text, key.Is(other));
                }
            );
        Gen.String.Sample(any => Assert.Null(ApiKey.IdOf(any)));
    }

    [Fact]
    public void A_key_ends_with_its_time_or_when_it_is_revoked()
    {
        var (id, text) = ApiKey.New();
        var key = Key(id, text);
        Assert.Null(key.WhyShut(Now));
        Assert.Null((key with { ExpiresAt = Now.AddTicks(1) }).WhyShut(Now));
        Assert.Contains("expired", (key with { ExpiresAt = Now }).WhyShut(Now), StringComparison.Ordinal);
        Assert.Contains("revoked", (key with { RevokedAt = Now }).WhyShut(Now), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", null, null)]
    [InlineData("Something.Admin", null, null)]
    [InlineData("reader", Role.Reader, null)]
    [InlineData("IndicatorAlerts.Admin", Role.Admin, null)]
    [InlineData("reader indicatoralerts.EDITOR", Role.Editor, null)]
    [InlineData("editor:korean-peninsula", Role.Editor, "korean-peninsula")]
    [InlineData("reader editor:a IndicatorAlerts.Editor:b", Role.Editor, "a,b")]
    [InlineData("reader:a editor:b", Role.Editor, "b")]
    [InlineData("editor:a editor", Role.Editor, null)]
    [InlineData("admin:", null, null)]
    public void The_greatest_role_of_a_token_counts_and_no_watch_is_added_to_it(
        string roles,
        Role? role,
        string? watches
    )
    {
        var claims = roles
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(r => new System.Security.Claims.Claim("roles", r));
        var caller = EntraTokens.CallerOf(new(new System.Security.Claims.ClaimsIdentity(claims)));
        Assert.Equal(
            (role, watches),
            (caller?.Role, caller?.Watches is null ? null : string.Join(',', caller.Watches))
        );
    }

    [Theory]
    [InlineData(Role.Reader, null, null, "role")]
    [InlineData(Role.Editor, null, null, null)]
    [InlineData(Role.Admin, null, "b", null)]
    [InlineData(Role.Editor, "a", "a", null)]
    [InlineData(Role.Editor, "a", "b", "may not touch")]
    [InlineData(Role.Editor, "a", null, "not about one watch")]
    public void A_caller_needs_the_role_and_the_watch(Role role, string? watches, string? watch, string? refusal)
    {
        var caller = new Caller("somebody", role, watches?.Split(','));
        var reason = AccessRules.Refusal(caller, [new(Role.Editor, false)], watch);
        if (refusal is null)
            Assert.Null(reason);
        else
            Assert.Contains(refusal, reason, StringComparison.Ordinal);
    }

    static ApiKey Key(string id, string text) =>
        new(id, ApiKey.HashOf(text), "name", Role.Reader, null, Now, "somebody", null, null, null);
}
