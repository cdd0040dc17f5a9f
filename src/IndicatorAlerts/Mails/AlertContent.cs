using IndicatorAlerts.Charts;

namespace IndicatorAlerts.Mails;

/// <summary>A part of a condition with its value; all text is one line each.</summary>
/// <param name="Text">As written.</param>
/// <param name="Value">Its value.</param>
/// <param name="Detail">What a window saw; null for other parts.</param>
public sealed record EvidencePart(string Text, string Value, string? Detail);

/// <summary>An observation that decided.</summary>
/// <param name="Utc">When it was observed.</param>
/// <param name="Value">With its unit.</param>
/// <param name="What">The indicator, or what happened.</param>
/// <param name="Link">Where to read of it; null where nobody said.</param>
/// <param name="Raw">The feed's answer as it came; null where it is not kept.</param>
public sealed record EvidencePoint(string Utc, string Value, string What, string? Link, string? Raw);

/// <summary>A picture in a mail, by its name in <see cref="Deliver.Mail.Images"/>.</summary>
public sealed record MailChart(string Name, Chart Chart);

/// <summary>One alert as a mail tells it.</summary>
public sealed record AlertStory
{
    public required KindWords Words { get; init; }
    public required MailTone Tone { get; init; }
    public required string Severity { get; init; }
    public MailLabel Label => new(Words.Sign, $"{Words.Label}, {Severity}", Tone);
    public required string Title { get; init; }
    public required string Watch { get; init; }
    public required string Sentence { get; init; }

    /// <summary>The sentence as it stands in a list.</summary>
    public required string Brief { get; init; }
    public required IReadOnlyList<MailTime> Times { get; init; }
    public string? Because { get; init; }
    public required string Condition { get; init; }
    public IReadOnlyList<EvidencePart> Parts { get; init; } = [];
    public IReadOnlyList<EvidencePoint> Points { get; init; } = [];
    public required string NextHeading { get; init; }
    public required string Next { get; init; }
    public MailChart? Chart { get; init; }
    public required Uri Dossier { get; init; }
}

/// <summary>What a mail on alerts says.</summary>
public sealed record AlertContent
{
    public required MailFrame Frame { get; init; }
    public required string Heading { get; init; }

    /// <summary>Why it comes now and not before; null when it comes at once.</summary>
    public string? Occasion { get; init; }

    /// <summary>Told in full.</summary>
    public required IReadOnlyList<AlertStory> Stories { get; init; }

    /// <summary>Told by title and sentence only.</summary>
    public IReadOnlyList<AlertStory> Others { get; init; } = [];

    /// <summary>How many more there are.</summary>
    public int Left { get; init; }
    public required Uri StatusPage { get; init; }
    public bool IsOne => Stories.Count == 1 && Others.Count == 0;
}

/// <summary>A story in its place.</summary>
/// <param name="Story">What is told.</param>
/// <param name="IsOne">Whether it is the whole mail: its title is then the mail's heading.</param>
public sealed record AlertStoryModel(AlertStory Story, bool IsOne);
