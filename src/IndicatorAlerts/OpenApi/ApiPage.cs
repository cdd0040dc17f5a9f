using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Scalar.AspNetCore;

namespace IndicatorAlerts.OpenApi;

/// <summary>The page that shows the API to people; all of it is served by us.</summary>
public static class ApiPage
{
    const string Address = "/ui/api";

    public static void MapApiPage(this WebApplication app) =>
        app.MapScalarApiReference(Address, Set)
            .AddEndpointFilter(
                (context, next) =>
                {
                    // Some Functions hosts drop the header that says that an answer is compressed.
                    context.HttpContext.Request.Headers.AcceptEncoding = StringValues.Empty;
                    return next(context);
                }
            );

    static void Set(ScalarOptions options, HttpContext context)
    {
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        options
            .WithTitle("IndicatorAlerts API")
            .WithOpenApiRoutePattern("/api/openapi.json")
            .WithNonce(nonce)
            .DisableDefaultFonts()
            .DisableTelemetry()
            .DisableAgent()
            .HideDeveloperTools()
            .HideClientButton();
        context.Response.Headers[HeaderNames.ContentSecurityPolicy] =
            $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
            + "font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }
}
