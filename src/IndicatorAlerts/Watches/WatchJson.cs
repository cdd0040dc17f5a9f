using System.Text.Json.Serialization;
using IndicatorAlerts.Alerts;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.Status;

namespace IndicatorAlerts.Watches;

/// <summary>How definitions, states and answers are written: camelCase, unknown fields refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals
)]
[JsonSerializable(typeof(Watch))]
[JsonSerializable(typeof(WatchSettings))]
[JsonSerializable(typeof(Indicator))]
[JsonSerializable(typeof(RedLine))]
[JsonSerializable(typeof(WatchState))]
[JsonSerializable(typeof(Alert))]
[JsonSerializable(typeof(WatchStatus))]
[JsonSerializable(typeof(ServiceStatus))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(Health))]
public sealed partial class WatchJson : JsonSerializerContext;

/// <summary>A watch without its indicators and red lines, which are rows of their own.</summary>
public sealed record WatchSettings
{
    public required string Title { get; init; }

    [JsonConverter(typeof(DurationJsonConverter))]
    public TimeSpan Every { get; init; }
}
