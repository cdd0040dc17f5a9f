namespace IndicatorAlerts.Local.Feeds;

/// <summary>What happens when in the samples, UTC; what is null does not happen.</summary>
public sealed record SampleStory
{
    /// <summary>Sailors are warned off a piece of sea.</summary>
    public DateTimeOffset? Notice { get; private init; }

    /// <summary>Missiles fly.</summary>
    public DateTimeOffset? Launches { get; private init; }

    /// <summary>Words of war, and advice not to travel.</summary>
    public DateTimeOffset? Rhetoric { get; private init; }

    /// <summary>Won and shares fall.</summary>
    public DateTimeOffset? Slide { get; private init; }

    /// <summary>The event of magnitude 6.3 is listed.</summary>
    public required DateTimeOffset Crossing { get; init; }

    /// <summary>It is corrected to one that crosses nothing.</summary>
    public DateTimeOffset? Correction { get; private init; }

    /// <summary>Calm, but for the one event.</summary>
    public static SampleStory OneEvent(DateTimeOffset crossing) => new() { Crossing = crossing };

    /// <summary>A crisis of eight minutes.</summary>
    public static SampleStory Crisis(DateTimeOffset start) =>
        new()
        {
            Notice = start.AddMinutes(1),
            Launches = start.AddMinutes(2),
            Rhetoric = start.AddMinutes(3),
            Slide = start.AddMinutes(4),
            Crossing = start.AddMinutes(5),
            Correction = start.AddMinutes(8),
        };

    /// <summary>What happens, in order, in words for people.</summary>
    public IEnumerable<(DateTimeOffset At, string What)> Steps() =>
        new (DateTimeOffset? At, string What)[]
        {
            (Notice, "sailors are warned of a launch into the Sea of Japan"),
            (Launches, "missiles are launched"),
            (Rhetoric, "words of war; the United Kingdom advises against travel"),
            (Slide, "the won and the KOSPI fall"),
            (Crossing, "an event of magnitude 6.3 at Punggye-ri"),
            (Correction, "the event is corrected to 3.6"),
        }
            .Where(s => s.At is not null)
            .Select(s => (s.At!.Value, s.What));
}
