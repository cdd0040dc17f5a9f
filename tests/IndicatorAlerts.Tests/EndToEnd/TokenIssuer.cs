using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace IndicatorAlerts.Tests.EndToEnd;

/// <summary>Publishes metadata and keys as Entra ID does, and makes tokens, right ones and others.</summary>
sealed class TokenIssuer : IAsyncDisposable
{
    public const string KeyId = "key-1";
    public const string Audience = "8c5a1d3e-0000-4000-8000-000000000001";

    readonly WebApplication app;

    TokenIssuer(WebApplication app) => this.app = app;

    public RSA Key { get; } = RSA.Create(2048);

    public string Url => app.Urls.Single();

    /// <summary>What a right token says; tests change it.</summary>
    public JsonObject Claims(params string[] roles)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return new()
        {
            ["iss"] = Url,
            ["aud"] = Audience,
            ["iat"] = now,
            ["nbf"] = now - 5,
            ["exp"] = now + 600,
            ["oid"] = "11111111-2222-4333-8444-555555555555",
            ["name"] = "An Admin",
            ["roles"] = new JsonArray([.. roles.Select(r => JsonValue.Create(r))]),
        };
    }

    public static async Task<TokenIssuer> StartAsync(CancellationToken cancel)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        var issuer = new TokenIssuer(builder.Build());
        issuer.app.MapGet("/.well-known/openid-configuration", issuer.MetadataAsync);
        issuer.app.MapGet("/keys", issuer.KeysAsync);
        issuer.app.Urls.Add("http://127.0.0.1:0");
        await issuer.app.StartAsync(cancel);
        return issuer;
    }

    /// <summary>A token signed by RS256.</summary>
    public string Token(JsonObject claims, string kid = KeyId, RSA? key = null) =>
        Make("RS256", kid, claims, t => (key ?? Key).SignData(t, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    /// <summary>A token with any algorithm and any signature.</summary>
    public static string Make(string algorithm, string kid, JsonObject claims, Func<byte[], byte[]> sign)
    {
        var header = new JsonObject
        {
            ["alg"] = algorithm,
            ["typ"] = "JWT",
            ["kid"] = kid,
        };
        var text = $"{Part(header)}.{Part(claims)}";
        return $"{text}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(text)))}";
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        Key.Dispose();
    }

    static string Part(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));

    Task MetadataAsync(HttpContext context) =>
        context.Response.WriteAsync(
            new JsonObject
            {
                ["issuer"] = Url,
                ["jwks_uri"] = $"{Url}/keys",
                ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
            }.ToJsonString()
        );

    Task KeysAsync(HttpContext context)
    {
        var numbers = Key.ExportParameters(false);
        var key = new JsonObject
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["kid"] = KeyId,
            ["n"] = Base64Url.EncodeToString(numbers.Modulus),
            ["e"] = Base64Url.EncodeToString(numbers.Exponent),
        };
        return context.Response.WriteAsync(new JsonObject { ["keys"] = new JsonArray(key) }.ToJsonString());
    }
}
