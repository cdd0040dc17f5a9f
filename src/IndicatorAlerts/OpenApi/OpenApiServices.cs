using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using IndicatorAlerts.Access.Keys;
using IndicatorAlerts.Admin;
using IndicatorAlerts.Alerts.Asking;
using IndicatorAlerts.Alerts.Silences;
using IndicatorAlerts.Deliver;
using IndicatorAlerts.Indicators;
using IndicatorAlerts.Jobs;
using IndicatorAlerts.Preview;
using IndicatorAlerts.Push;
using IndicatorAlerts.Subscribe;
using IndicatorAlerts.Watches;
using Microsoft.OpenApi;

namespace IndicatorAlerts.OpenApi;

/// <summary>The HTTP API, described for programs (<c>/api/openapi.json</c>) and for people (<c>/ui/api</c>).</summary>
public static class OpenApiServices
{
    /// <summary>Internal: the document's name in the library.</summary>
    internal const string Document = "api";

    // The shapes of all bodies; a feature with bodies of its own adds its context here.
    static IJsonTypeInfoResolver[] Shapes =>
        [
            WatchJson.Default,
            AdminJson.Default,
            IndicatorJson.Default,
            PushJson.Default,
            KeyJson.Default,
            DeliveryJson.Default,
            SubscribeJson.Default,
            SubscriptionInputJson.Default,
            AlertJson.Default,
            SilenceJson.Default,
            AcknowledgeJson.Default,
            PreviewJson.Default,
            PreviewInputJson.Default,
            JobJson.Default,
            TextJson.Default,
        ];

    public static void AddDescription(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(o =>
        {
            o.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            foreach (var shape in Shapes)
                o.SerializerOptions.TypeInfoResolverChain.Add(shape);
        });
        services.AddOpenApi(
            Document,
            o =>
            {
                o.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
                o.ShouldInclude = endpoint =>
                    endpoint.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true;
                o.AddOperationTransformer(OperationText.CompleteAsync);
                o.AddSchemaTransformer(DocumentText.NameDurations);
                o.AddDocumentTransformer(DocumentText.Complete);
            }
        );
        services.AddSingleton<OpenApiDocumentText>();
    }

    public static void MapDescription(this RouteGroupBuilder api) =>
        api.MapGet("openapi.json", TextAsync)
            .Describe("getOpenApi", "This description of the API, OpenAPI 3.1.", "service")
            .Gives<object>();

    static async Task<IResult> TextAsync(OpenApiDocumentText document)
    {
        var (text, tag) = await document.ReadAsync();
        return TypedResults.Bytes(text, "application/json", entityTag: tag);
    }
}

[JsonSerializable(typeof(object))]
[JsonSerializable(typeof(List<object>))]
[JsonSerializable(typeof(string))]
sealed partial class TextJson : JsonSerializerContext;
