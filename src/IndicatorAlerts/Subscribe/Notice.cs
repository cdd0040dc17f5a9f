namespace IndicatorAlerts.Subscribe;

/// <summary>A page that only says something, and what can be done next.</summary>
/// <param name="Title">In a few words.</param>
/// <param name="Paragraphs">What happened, what follows.</param>
public sealed record Notice(string Title, params IReadOnlyList<string> Paragraphs)
{
    /// <summary>Something that the reader wanted has gone well.</summary>
    public bool Good { get; init; }

    /// <summary>Holds a form to ask for a new link.</summary>
    public bool AsksForLink { get; init; }

    /// <summary>Where to go next.</summary>
    public IReadOnlyList<(string Text, string Href)> Links { get; init; } = [("Status of all watches", "/ui/")];

    /// <summary>A link from a mail that cannot be used.</summary>
    public static Notice BadLink(string more) =>
        new("This link does not work", more)
        {
            AsksForLink = true,
            Links = [("Subscribe", "/ui/subscribe"), ("Status of all watches", "/ui/")],
        };
}
