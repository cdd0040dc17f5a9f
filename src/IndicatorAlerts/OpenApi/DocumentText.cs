using IndicatorAlerts.Access;
using IndicatorAlerts.Access.Sessions;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace IndicatorAlerts.OpenApi;

/// <summary>What the OpenAPI document says beside its operations.</summary>
static class DocumentText
{
    /// <summary>How callers may say who they are.</summary>
    public static IReadOnlyDictionary<string, OpenApiSecurityScheme> Schemes { get; } =
        new SortedDictionary<string, OpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            ["bearer"] = new()
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "The same key, or a token of Microsoft Entra ID where that is set up.",
            },
            ["key"] = new()
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = Credentials.Header,
                Description = "A key, as 'IndicatorAlerts key create' prints it.",
            },
            ["session"] = new()
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Cookie,
                Name = PageSessions.Name,
                Description =
                    $"Set by the page /ui/login; changes need the header {PageSessions.AntiforgeryHeader} too.",
            },
        };

    public static Task Complete(
        OpenApiDocument document,
        OpenApiDocumentTransformerContext context,
        CancellationToken cancel
    )
    {
        document.Info = new()
        {
            Title = "IndicatorAlerts",
            Version = typeof(DocumentText).Assembly.GetName().Version!.ToString(3),
            Description =
                "Watches public indicators of a crisis and tells people when a red line is crossed. Instants are UTC in ISO 8601, "
                + "durations are texts such as 15m, refusals are problem details (RFC 9457).",
        };
        // Where it runs is not for the process to know: behind a proxy or the Functions host it listens elsewhere.
        document.Servers = [new() { Url = "/" }];
        document.Components ??= new();
        document.Components.SecuritySchemes = Schemes.ToDictionary(s => s.Key, s => (IOpenApiSecurityScheme)s.Value);
        return Task.CompletedTask;
    }

    /// <summary>Durations are texts, written by a converter whose form the library cannot see.</summary>
    public static Task NameDurations(
        OpenApiSchema schema,
        OpenApiSchemaTransformerContext context,
        CancellationToken cancel
    )
    {
        if (context.JsonTypeInfo.Type == typeof(TimeSpan) || context.JsonTypeInfo.Type == typeof(TimeSpan?))
        {
            schema.Type = JsonSchemaType.String;
            schema.Pattern = "^([0-9]+[wdhms])+$";
            schema.Format = null;
        }
        return Task.CompletedTask;
    }
}
