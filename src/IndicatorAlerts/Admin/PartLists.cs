using IndicatorAlerts.RedLines;
using IndicatorAlerts.Status;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Admin;

/// <summary>Shows parts of a definition with their ETags.</summary>
static class PartLists
{
    public static async Task<IResult> AllAsync<T>(
        Part<T> part,
        string watch,
        HttpRequest request,
        WatchTable watches,
        (Func<T, bool>? Matches, IResult? Refusal) filter,
        CancellationToken cancel
    )
        where T : class
    {
        var (page, refusal) = Paging.Read(request);
        if (page is null || filter.Matches is null)
            return refusal ?? filter.Refusal!;
        if (await watches.ReadDefinitionAsync(watch, cancel) is not { } stored)
            return Problems.NotFound($"There is no watch '{watch}'.");
        var (items, next) = page.Of(
            part.Of(stored.Watch).Where(filter.Matches).OrderBy(part.IdOf, StringComparer.Ordinal),
            part.IdOf,
            request
        );
        return TypedResults.Json(
            new(stored.Version, [.. items.Select(i => new PartItem(part.IdOf(i), part.TagOf(i), part.Json(i)))], next),
            AdminJson.Default.PartItems
        );
    }

    public static async Task<IResult> OneAsync<T>(
        Part<T> part,
        string watch,
        string id,
        HttpRequest request,
        WatchTable watches,
        CancellationToken cancel
    )
        where T : class
    {
        if (await watches.ReadDefinitionAsync(watch, cancel) is not { } stored)
            return Problems.NotFound($"There is no watch '{watch}'.");
        if (part.Find(stored.Watch, id) is not { } found)
            return Problems.NotFound($"'{watch}' has no {part.Name} '{id}'.");
        var tag = part.TagOf(found);
        request.HttpContext.Response.Headers.ETag = tag;
        request.HttpContext.Response.Headers[Tags.VersionHeader] = Tags.Number(stored.Version);
        return Tags.IsKnown(request, tag)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Json(found, part.Output);
    }
}

/// <summary>Which parts of a list are asked for.</summary>
static class PartFilters
{
    /// <summary>By <c>severity</c>, <c>ladder</c>, <c>label</c>, <c>shadow</c> and <c>q</c> (a text in it); else the refusal.</summary>
    public static (Func<RedLine, bool>? Matches, IResult? Refusal) RedLine(HttpRequest request)
    {
        var (severity, ladder, label, shadow) = (
            One(request, "severity"),
            One(request, "ladder"),
            One(request, "label"),
            One(request, "shadow")
        );
        if (severity is not null && !IsWord<Severity>(severity))
            return Refuse("severity", $"It is one of {Words<Severity>()}.");
        if (shadow is not (null or "true" or "false"))
            return Refuse("shadow", "It is true or false.");
        var holds = Text(request);
        return (
            l =>
                (severity is null || Is(l.Severity, severity))
                && (ladder is null || l.Ladder == ladder)
                && (label is null || l.Labels.Contains(label))
                && (shadow is null || l.Shadow == (shadow == "true"))
                && holds(l.Id, l.Title, l.When),
            null
        );

        static (Func<RedLine, bool>?, IResult?) Refuse(string field, string message) =>
            (null, Problems.Invalid("Red lines cannot be found so.", [new(field, message)]));
    }

    /// <summary>By <c>of</c>, <c>kind</c> (of the source) and <c>q</c> (a text in it); else the refusal.</summary>
    public static (Func<Indicator, bool>? Matches, IResult? Refusal) Indicator(HttpRequest request)
    {
        var (of, kind) = (One(request, "of"), One(request, "kind"));
        if (of is not null && !IsWord<SeriesKind>(of))
            return (null, Problems.Invalid("Indicators cannot be found so.", [new("of", "It is levels or events.")]));
        var holds = Text(request);
        return (
            i =>
                (of is null || Is(i.Of, of))
                && (kind is null || (string?)i.Source?["kind"] == kind)
                && holds(i.Id, i.Title, i.Unit),
            null
        );
    }

    static string? One(HttpRequest request, string name) => request.Query[name] is [{ } value] ? value : null;

    static Func<string, string, string, bool> Text(HttpRequest request) =>
        One(request, "q") is { } q ? (a, b, c) => Holds(a, q) || Holds(b, q) || Holds(c, q) : (_, _, _) => true;

    static bool Holds(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);

    static bool Is<T>(T value, string word)
        where T : struct, Enum => value.ToString().Equals(word, StringComparison.OrdinalIgnoreCase);

    static bool IsWord<T>(string word)
        where T : struct, Enum => Enum.GetValues<T>().Any(v => Is(v, word));

    static string Words<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant();
}
