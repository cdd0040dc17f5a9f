using IndicatorAlerts.RedLines;
using IndicatorAlerts.Status;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Indicators;

/// <summary>An indicator and the watch that defines it.</summary>
public sealed record FoundIndicator(string Watch, Indicator Definition)
{
    public string Path => $"/api/watches/{Watch}/indicators/{Definition.Id}";
}

/// <summary>Finds the indicator that an address names, with its watch or, where its id is unique over all watches, without.</summary>
public sealed class IndicatorFinder(WatchTable watches)
{
    public async Task<(FoundIndicator? Found, IResult? Problem)> FindAsync(
        HttpRequest request,
        CancellationToken cancel
    )
    {
        var (watch, id) = ((string?)request.RouteValues["watch"], (string)request.RouteValues["id"]!);
        // What can be no id is not asked of Storage, which would refuse some of it as a key.
        if (!CanBeId(id) || (watch is not null && !CanBeId(watch)))
            return (null, Unknown(watch, id));
        var among = watch is not null ? [watch] : await watches.ListAsync(cancel);
        var found = (await Task.WhenAll(among.Select(w => FindAsync(w, id, cancel)))).OfType<FoundIndicator>().ToList();
        return found switch
        {
            [] => (null, Unknown(watch, id)),
            [var one] => (one, null),
            _ => (
                null,
                Problems.Conflict(
                    $"Several watches have an indicator '{id}': {string.Join(", ", found.Select(f => f.Watch))}. Name one: /api/watches/WATCH/indicators/{id}."
                )
            ),
        };
    }

    async Task<FoundIndicator?> FindAsync(string watch, string id, CancellationToken cancel) =>
        await watches.FindIndicatorAsync(watch, id, cancel) is { } definition ? new(watch, definition) : null;

    static bool CanBeId(string id) => id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    static IResult Unknown(string? watch, string id) =>
        Problems.NotFound(
            watch is null ? $"There is no indicator '{id}'." : $"The watch '{watch}' has no indicator '{id}'."
        );
}
