using System.Text.Json.Serialization;
using IndicatorAlerts.Alerts;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.Status;

namespace IndicatorAlerts.Watches;

/// <summary>How definitions, states and answers are written: camelCase. Unknown fields, of a later version, are passed over.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
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

/// <summary>How what people send is read: unknown fields are refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(WatchSettings))]
[JsonSerializable(typeof(Indicator))]
[JsonSerializable(typeof(RedLine))]
public sealed partial class InputJson : JsonSerializerContext;

/// <summary>A watch without its indicators and red lines.</summary>
public sealed record WatchSettings
{
    public required string Id { get; init; }

    public required string Title { get; init; }

    [JsonConverter(typeof(DurationJsonConverter))]
    public TimeSpan Every { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>What happened in the past, by which red lines are scored.</summary>
    public IReadOnlyList<WatchEvent> Events { get; set; } = [];

    /// <summary>A watch with these settings.</summary>
    public Watch In(Watch watch) => watch with { Title = Title, Every = Every, Events = Events };

    public static WatchSettings Of(Watch watch) =>
        new()
        {
            Id = watch.Id,
            Title = watch.Title,
            Every = watch.Every,
            Events = watch.Events,
        };
}
