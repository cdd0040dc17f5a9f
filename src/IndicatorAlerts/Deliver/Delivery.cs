using System.Text.Json.Serialization;
using Azure;
using IndicatorAlerts.RedLines;

namespace IndicatorAlerts.Deliver;

/// <summary>How far a delivery is.</summary>
[JsonConverter(typeof(WordJsonConverter<DeliveryState>))]
public enum DeliveryState
{
    /// <summary>Its readers are being walked; sends of the first pages may be under way.</summary>
    [JsonStringEnumMemberName("planning")]
    Planning,

    /// <summary>Every send is known; some may wait.</summary>
    [JsonStringEnumMemberName("sending")]
    Sending,

    /// <summary>The provider has every send.</summary>
    [JsonStringEnumMemberName("done")]
    Done,

    /// <summary>Nothing more will be done, and the provider has refused a send or more.</summary>
    [JsonStringEnumMemberName("givenUp")]
    GivenUp,
}

/// <summary>Alerts, or other mails, on their way to readers. Instants are UTC.</summary>
public sealed record Delivery
{
    /// <summary>For alerts the watch's id, <c>|</c>, and the outbox entry's id.</summary>
    public required string Id { get; init; }

    /// <summary>The watch whose alerts it tells; null for digests and held mail.</summary>
    public string? Watch { get; init; }

    /// <summary>The alerts' ids, in the order of the reasons of <see cref="WhyPage"/>; none for digests and held mail.</summary>
    public IReadOnlyList<string> Alerts { get; init; } = [];

    /// <summary>When planning began; every reader's wishes are judged at this instant, so that a page that is planned again comes out the same.</summary>
    public required DateTimeOffset At { get; init; }
    public DeliveryState State { get; init; }

    /// <summary>The next page, from 0.</summary>
    public int Page { get; init; }

    /// <summary>The last reader of the page before it; empty for the beginning.</summary>
    public string Cursor { get; init; } = "";

    /// <summary>How many readers were walked.</summary>
    public int Walked { get; init; }

    /// <summary>By alert: how many readers for each reason.</summary>
    public IReadOnlyDictionary<string, Dictionary<WhyCode, int>> Counts { get; init; } =
        new Dictionary<string, Dictionary<WhyCode, int>>();

    /// <summary>When nothing more was left to do.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>For compare-and-set.</summary>
    public ETag Tag { get; init; }

    /// <summary>Whether nothing more will be done.</summary>
    public bool IsOver => State is DeliveryState.Done or DeliveryState.GivenUp;
}
