using System.Text.Json.Serialization;

namespace IndicatorAlerts.RedLines.Packs;

/// <summary>The pack's own shape: a watch with its id under <c>watch</c>, and tests.</summary>
sealed record PackFile
{
    /// <summary>The watch's id.</summary>
    public required string Watch { get; init; }

    public required string Title { get; init; }

    [JsonConverter(typeof(DurationJsonConverter))]
    public TimeSpan Every { get; set; } = TimeSpan.FromMinutes(1);

    public IReadOnlyList<Indicator> Indicators { get; set; } = [];

    public IReadOnlyList<RedLine> RedLines { get; set; } = [];

    public IReadOnlyList<WatchEvent> Events { get; set; } = [];

    public IReadOnlyList<PackTest> Tests { get; set; } = [];

    public Watch ToWatch() =>
        new()
        {
            Id = Watch,
            Title = Title,
            Every = Every,
            Indicators = Indicators,
            RedLines = RedLines,
            Events = Events,
        };
}

/// <summary>A test of red lines: series in short notation, and what is expected when.</summary>
sealed record PackTest
{
    public required string Title { get; init; }

    /// <summary>The instant of the first point, UTC.</summary>
    public DateTimeOffset Start { get; set; } = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>From one point to the next.</summary>
    [JsonConverter(typeof(DurationJsonConverter))]
    public TimeSpan Step { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>By indicator: <c>0 1x3 5 _ stale</c>.</summary>
    public IReadOnlyDictionary<string, string> Series { get; set; } = new Dictionary<string, string>();

    /// <summary>By instant: <c>at</c>, and for a red line's id its phase, <c>blind</c>, or both with a reason after a colon.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Expect { get; set; } = [];
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(PackFile))]
[JsonSerializable(typeof(Indicator))]
[JsonSerializable(typeof(RedLine))]
sealed partial class PackJson : JsonSerializerContext;
