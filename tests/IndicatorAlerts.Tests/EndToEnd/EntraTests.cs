using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace IndicatorAlerts.Tests.EndToEnd;

public class EntraTests(AzuriteFixture azurite)
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_opens_what_its_role_may_and_only_when_everything_about_it_is_right()
    {
        await using var issuer = await TokenIssuer.StartAsync(Cancel);
        await using var service = await TestService.PrepareAsync(azurite, Driving.StandAlone);
        service.Settings["Entra__Authority"] = issuer.Url;
        service.Settings["Entra__Audience"] = TokenIssuer.Audience;
        service.Settings["Limits__FailuresPerMinute"] = "1000";
        await service.ApplyPackAsync();
        await service.StartAsync();
        var right = issuer.Token(issuer.Claims("IndicatorAlerts.Admin"));
        Assert.Equal(200, await AskAsync(service, right));
        Assert.Equal(200, await AskAsync(service, issuer.Token(issuer.Claims("reader", "admin"))));
        Assert.Equal(403, await AskAsync(service, issuer.Token(issuer.Claims("approver"))));
        Assert.Equal(403, await AskAsync(service, issuer.Token(issuer.Claims("admin:korean-peninsula"))));
        Assert.Equal(403, await AskAsync(service, issuer.Token(issuer.Claims("Other.Admin"))));
        Assert.Equal(403, await AskAsync(service, issuer.Token(issuer.Claims())));
        foreach (var (name, token) in WrongTokens(issuer, right))
            Assert.Equal((name, 401), (name, await AskAsync(service, token)));
        Assert.Equal(200, await AskAsync(service, right));

        using var push = new HttpRequestMessage(HttpMethod.Put, "/api/watches/korean-peninsula/red-lines/nuclear-test");
        push.Headers.Authorization = new("Bearer", issuer.Token(issuer.Claims("editor:korean-peninsula")));
        push.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        Assert.Equal(HttpStatusCode.BadRequest, (await service.Http.SendAsync(push, Cancel)).StatusCode);
        await service.Process.WaitForLineAsync(
            l => l.Contains("An Admin (entra:1111", StringComparison.Ordinal),
            Cancel
        );
        var log = string.Join('\n', service.Process.Lines);
        Assert.DoesNotContain(right.Split('.')[1], log, StringComparison.Ordinal);
        Assert.DoesNotContain(right.Split('.')[2], log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Entra__Tenant", "common", "Entra__Tenant must")]
    [InlineData("Entra__Tenant", "contoso.example", "Entra__Audience must")]
    [InlineData("Entra__Authority", "http://login.example/", "Entra__Authority must")]
    [InlineData("Limits__TrustedProxies", "proxy", "Limits__TrustedProxies must")]
    [InlineData("Limits__ReadsPerMinute", "0", "must be at least 1")]
    [InlineData("Limits__RequestSeconds", "0", "Limits__RequestSeconds must")]
    [InlineData("Cors__Origins", "https://example.org/page", "Cors__Origins must")]
    public async Task A_wrong_setting_of_access_ends_the_process_with_its_name(
        string name,
        string value,
        string expected
    )
    {
        await using var service = await TestService.PrepareAsync(azurite, Driving.StandAlone);
        service.Settings[name] = value;
        await using var process = App.Start(service.Settings);
        Assert.Equal(1, await process.Exited.WaitAsync(TimeSpan.FromSeconds(60), Cancel));
        Assert.Contains(process.Lines, l => l.Contains(expected, StringComparison.Ordinal));
    }

    static IEnumerable<(string Name, string Token)> WrongTokens(TokenIssuer issuer, string right)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        yield return ("another issuer", issuer.Token(With("iss", "https://login.example/")));
        yield return ("another audience", issuer.Token(With("aud", "somebody-else")));
        yield return ("expired", issuer.Token(With("exp", now - 600)));
        yield return ("not valid yet", issuer.Token(With("nbf", now + 600)));
        yield return ("without an end", issuer.Token(With("exp", null)));
        yield return ("unsigned", TokenIssuer.Make("none", TokenIssuer.KeyId, issuer.Claims("admin"), _ => []));
        // The public key is known to everybody, and must not serve as a shared secret.
        foreach (
            var known in (byte[][])
                [
                    issuer.Key.ExportSubjectPublicKeyInfo(),
                    Encoding.ASCII.GetBytes(issuer.Key.ExportSubjectPublicKeyInfoPem()),
                    issuer.Key.ExportParameters(false).Modulus!,
                ]
        )
            yield return (
                "signed by the public key",
                TokenIssuer.Make("HS256", TokenIssuer.KeyId, issuer.Claims("admin"), t => HMACSHA256.HashData(known, t))
            );
        yield return (
            "another algorithm",
            TokenIssuer.Make(
                "RS512",
                TokenIssuer.KeyId,
                issuer.Claims("admin"),
                t => issuer.Key.SignData(t, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1)
            )
        );
        using var stranger = RSA.Create(2048);
        yield return ("an unknown key", issuer.Token(issuer.Claims("admin"), "key-2", stranger));
        yield return ("a stranger's signature", issuer.Token(issuer.Claims("admin"), TokenIssuer.KeyId, stranger));
        var (parts, other) = (right.Split('.'), issuer.Token(issuer.Claims("reader")).Split('.'));
        yield return ("another's claims", $"{other[0]}.{parts[1]}.{other[2]}");
        yield return ("no signature", $"{parts[0]}.{parts[1]}.");
        yield return ("nothing at all", "a.b.c");
        yield return ("only dots", "..");

        JsonObject With(string claim, JsonNode? value)
        {
            var claims = issuer.Claims("admin");
            if (value is null)
                claims.Remove(claim);
            else
                claims[claim] = value;
            return claims;
        }
    }

    static async Task<int> AskAsync(TestService service, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/keys");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        using var answer = await service.Http.SendAsync(request, Cancel);
        return (int)answer.StatusCode;
    }
}
