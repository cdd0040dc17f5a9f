using IndicatorAlerts.Deliver;
using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Access.Guards;

/// <summary>What browsers are told to keep from happening; an endpoint may set a policy of its own in the place of these.</summary>
static class SecurityHeaders
{
    const string Nothing = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    const string Page =
        "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    const string YearOfHttps = "max-age=31536000";

    public static void Set(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.ContentSecurityPolicy = context.Request.Path.StartsWithSegments("/ui") ? Page : Nothing;
        if (IsHttps(context))
            headers.StrictTransportSecurity = YearOfHttps;
    }

    /// <summary>Whether people use HTTPS, also where a proxy or the Functions host ends it before us.</summary>
    public static bool IsHttps(HttpContext context) =>
        context.Request.IsHttps
        || context
            .RequestServices.GetRequiredService<IOptions<SiteOptions>>()
            .Value.PublicUrl.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
}
