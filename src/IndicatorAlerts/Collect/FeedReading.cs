using System.Globalization;

namespace IndicatorAlerts.Collect;

/// <summary>A value that an answer holds.</summary>
/// <param name="ObservedAt">The instant that it speaks of, UTC.</param>
/// <param name="Value">In the indicator's unit; finite.</param>
public readonly record struct FeedPoint(DateTimeOffset ObservedAt, double Value)
{
    /// <summary>
    /// The source's own name of the thing that happened, at most 200 characters: with it, a corrected time corrects the point, and two
    /// things of one instant are two points. Null for a value that its time alone names.
    /// </summary>
    public string? Id { get; init; }

    /// <summary>What happened, for people.</summary>
    public string? Title { get; init; }

    /// <summary>Where to read of it: an absolute http or https address.</summary>
    public string? Link { get; init; }
}

/// <summary>An entry that could not be read.</summary>
/// <param name="Entry">Its line, or its number in the answer, from 1.</param>
/// <param name="Message">What is wrong, for people.</param>
public readonly record struct EntryError(long Entry, string Message);

/// <summary>What the answers of a feed say about an indicator.</summary>
public sealed class FeedReading
{
    /// <summary>The most points of one reading.</summary>
    public const int MostPoints = 200_000;

    const int MostErrorsShown = 20;
    const int LongestText = 400;
    readonly List<FeedPoint> points = [];
    readonly List<EntryError> shown = [];

    /// <summary>How many entries the answers held, kept or not.</summary>
    public int Entries { get; private set; }

    /// <summary>Those that concern the indicator, in the order of the answers.</summary>
    public IReadOnlyList<FeedPoint> Points => points;

    /// <summary>How many entries could not be read.</summary>
    public int Errors { get; private set; }

    /// <summary>The first of them.</summary>
    public IReadOnlyList<EntryError> FirstErrors => shown;

    /// <summary>Counts an entry.</summary>
    public void Entry() => Entries++;

    /// <summary>Keeps a value.</summary>
    /// <exception cref="FeedException">There are too many.</exception>
    public void Keep(FeedPoint point)
    {
        if (!double.IsFinite(point.Value))
            Skip(Entries, "The value is no finite number.");
        else if (points.Count == MostPoints)
            throw new FeedException(
                $"The answer holds more than {MostPoints.ToString(CultureInfo.InvariantCulture)} values of the indicator."
            );
        else
            points.Add(
                point with
                {
                    Id = Cut(point.Id, 200),
                    Title = Cut(point.Title, LongestText),
                    Link = IsWebAddress(point.Link) ? point.Link : null,
                }
            );
    }

    /// <summary>Counts an entry that cannot be read: shown to people, and not the end of the answer.</summary>
    /// <param name="entry">Its line, or its number in the answer, from 1.</param>
    /// <param name="message">What is wrong with it.</param>
    public void Skip(long entry, string message)
    {
        if (Errors++ < MostErrorsShown)
            shown.Add(new(entry, Cut(message, LongestText)!));
    }

    static string? Cut(string? text, int most) =>
        text is null || text.Length <= most ? text
        : char.IsHighSurrogate(text[most - 1]) ? text[..(most - 1)]
        : text[..most];

    static bool IsWebAddress(string? link) =>
        link is { Length: <= 2000 }
        && Uri.TryCreate(link, UriKind.Absolute, out var address)
        && address.Scheme is "http" or "https";
}
