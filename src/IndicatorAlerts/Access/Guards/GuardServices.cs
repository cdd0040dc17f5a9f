using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace IndicatorAlerts.Access.Guards;

/// <summary>Which pages of other origins may call the API.</summary>
public sealed record CorsOptions
{
    /// <summary>Origins such as <c>https://example.org</c>, parted by commas; empty for none.</summary>
    public string Origins { get; set; } = "";

    /// <summary>Each of <see cref="Origins"/>.</summary>
    public string[] ReadOrigins() =>
        Origins.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

public static class GuardServices
{
    static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];
    static readonly string[] Asked =
    [
        HeaderNames.Authorization,
        HeaderNames.ContentType,
        HeaderNames.IfMatch,
        HeaderNames.IfNoneMatch,
        Credentials.Header,
        "Idempotency-Key",
    ];
    static readonly string[] Shown =
    [
        HeaderNames.ETag,
        HeaderNames.Link,
        HeaderNames.Location,
        HeaderNames.RetryAfter,
        HeaderNames.WWWAuthenticate,
    ];

    public static void AddGuards(this IServiceCollection services)
    {
        services
            .AddOptions<CorsOptions>()
            .BindConfiguration("Cors")
            .Validate(
                o => o.ReadOrigins().All(IsOrigin),
                "Cors__Origins must be origins such as https://example.org, parted by commas."
            )
            .ValidateOnStart();
        services.AddCors();
        services.AddRateLimiter(RequestLimits.Set);
        services.AddRequestTimeouts();
        services
            .AddOptions<RequestTimeoutOptions>()
            .Configure<IOptions<LimitOptions>>(
                (o, limits) => o.DefaultPolicy = new() { Timeout = TimeSpan.FromSeconds(limits.Value.RequestSeconds) }
            );
        services.AddSingleton<Faults>();
    }

    /// <summary>In the order in which a request meets them; <see cref="Gate"/> stands before the limits, which count by caller.</summary>
    public static void UseGuards(this WebApplication app)
    {
        app.Use(
            (HttpContext context, RequestDelegate next) =>
                context.RequestServices.GetRequiredService<Faults>().GuardAsync(context, next)
        );
        var origins = new CorsOptions { Origins = app.Configuration["Cors:Origins"] ?? "" }.ReadOrigins();
        // Without cookies: sessions are for our own pages.
        if (origins.Length > 0)
            app.UseCors(p => p.WithOrigins(origins).WithMethods(Methods).WithHeaders(Asked).WithExposedHeaders(Shown));
        app.Use(
            (HttpContext context, RequestDelegate next) =>
                context.RequestServices.GetRequiredService<Gate>().PassAsync(context, next)
        );
        app.UseRateLimiter();
        app.UseRequestTimeouts();
    }

    static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && uri.GetLeftPart(UriPartial.Authority) == text;
}
