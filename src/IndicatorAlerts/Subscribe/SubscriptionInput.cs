using System.Text.Json.Serialization;

namespace IndicatorAlerts.Subscribe;

/// <summary>Quiet hours as somebody sent them.</summary>
public sealed record QuietInput
{
    /// <summary><c>HH:mm</c>, with seconds where they are 0.</summary>
    public string? From { get; init; }

    /// <summary><c>HH:mm</c>, with seconds where they are 0.</summary>
    public string? To { get; init; }

    public bool? ExceptCritical { get; init; }
}

/// <summary>An address and wishes as somebody sent them, by JSON or by a form; nothing of it is known to be right.</summary>
public sealed record SubscriptionInput
{
    public string? Address { get; init; }

    public IReadOnlyList<string?>? Watches { get; init; }

    public string? LeastSeverity { get; init; }

    public IReadOnlyList<string?>? Kinds { get; init; }

    public string? Rhythm { get; init; }

    public int? Hour { get; init; }

    public string? Zone { get; init; }

    public QuietInput? Quiet { get; init; }

    public int? MostPerHour { get; init; }

    public bool? Paused { get; init; }

    /// <summary>Wishes as they were sent to begin with.</summary>
    public static SubscriptionInput Of(Subscription wants) =>
        new()
        {
            Watches = wants.Watches,
            LeastSeverity = Words.Of(wants.LeastSeverity),
            Kinds = wants.Kinds is [] ? null : [.. wants.Kinds.Select(Words.Of)],
            Rhythm = Words.Of(wants.Rhythm),
            Hour = wants.Hour,
            Zone = wants.Zone,
            Quiet = wants.Quiet is { } quiet
                ? new()
                {
                    From = Words.Of(quiet.From),
                    To = Words.Of(quiet.To),
                    ExceptCritical = quiet.ExceptCritical,
                }
                : null,
            MostPerHour = wants.MostPerHour,
            Paused = wants.Paused,
        };
}

/// <summary>What people may do without being known.</summary>
/// <param name="Message">What happens next.</param>
public sealed record Accepted(string Message);

/// <summary>How what people send is read: unknown fields are refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(SubscriptionInput))]
[JsonSerializable(typeof(AddressInput))]
public sealed partial class SubscriptionInputJson : JsonSerializerContext;

/// <summary>An address alone.</summary>
public sealed record AddressInput
{
    public string? Address { get; init; }
}
