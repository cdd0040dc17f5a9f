using Azure;
using IndicatorAlerts.RedLines;

namespace IndicatorAlerts.Watches;

/// <summary>A watch's definition as Storage holds it.</summary>
/// <param name="Watch">What admins wrote.</param>
/// <param name="Latest">The version that it is.</param>
/// <param name="Tag">For compare-and-set.</param>
public sealed record StoredDefinition(Watch Watch, DefinitionVersion Latest, ETag Tag)
{
    /// <summary>From 1; each change counts on, also past a removal of the watch.</summary>
    public int Version => Latest.Number;
}

/// <summary>Who changes what, and why.</summary>
/// <param name="Who">The key's or the user's name.</param>
/// <param name="WhoId">Tells those of one name apart.</param>
/// <param name="Action">Such as <c>red-line.change</c>.</param>
/// <param name="Target">Such as <c>korean-peninsula/red-lines/nuclear-test</c>.</param>
/// <param name="Note">Why; null when nothing was said.</param>
public sealed record ChangeNote(string Who, string WhoId, string Action, string Target, string? Note);

/// <summary>One version of a watch, without what it says.</summary>
public sealed record DefinitionVersion
{
    /// <summary>From 1.</summary>
    public required int Number { get; init; }

    /// <summary>When it was written, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The key's or the user's name.</summary>
    public required string Who { get; init; }

    /// <summary>Tells those of one name apart.</summary>
    public required string WhoId { get; init; }

    /// <summary>What was done, such as <c>red-line.change</c>.</summary>
    public required string Action { get; init; }

    /// <summary>What it was done to.</summary>
    public required string Target { get; init; }

    /// <summary>Why; null when nothing was said.</summary>
    public string? Note { get; init; }

    /// <summary>What it changed, a sentence each.</summary>
    public IReadOnlyList<string> Changes { get; set; } = [];

    /// <summary>With it the watch was removed: it says nothing.</summary>
    public bool Removed { get; init; }
}
