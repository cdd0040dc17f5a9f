using System.Globalization;
using IndicatorAlerts.Status;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Alerts.Asking;

/// <summary>Finds the alert that an address names, with its watch or, where its id is unique over all watches, without.</summary>
sealed class AlertFinder(WatchTable watches, AlertRows alerts)
{
    public async Task<(Alert? Found, IResult? Problem)> FindAsync(HttpRequest request, CancellationToken cancel) =>
        await FindAsync((string?)request.RouteValues["watch"], (string)request.RouteValues["id"]!, cancel);

    /// <param name="watch">Null to look in all.</param>
    /// <param name="id">The alert's.</param>
    /// <param name="cancel">Stops the reads.</param>
    public async Task<(Alert? Found, IResult? Problem)> FindAsync(string? watch, string id, CancellationToken cancel)
    {
        // What can be no id is not asked of Storage, which would refuse some of it as a key.
        if (!CanBeAlert(id) || (watch is not null && !CanBeId(watch)))
            return (null, Unknown(watch, id));
        var among = watch is not null ? [watch] : await watches.ListAsync(cancel);
        var found = (await Task.WhenAll(among.Select(w => alerts.FindAsync(w, id, cancel)))).OfType<Alert>().ToList();
        return found switch
        {
            [] => (null, Unknown(watch, id)),
            [var one] => (one, null),
            _ => (
                null,
                Problems.Conflict(
                    $"Several watches have an alert '{id}': {string.Join(", ", found.Select(f => f.Watch))}. Name one: /api/watches/WATCH/alerts/{id}."
                )
            ),
        };
    }

    /// <summary>Whether a text can be the id of a watch or a silence.</summary>
    public static bool CanBeId(string id) =>
        id.Length is > 0 and <= 64 && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    public static IResult NoWatch(string watch) => Problems.NotFound($"There is no watch '{watch}'.");

    /// <summary>The sentence of a refusal.</summary>
    public static string Detail(IResult problem) => ((IValueHttpResult<Problem>)problem).Value!.Detail;

    // An instant, what happened and the line's id: 20261124T120000.000Z-crossed-nuclear-test.
    static bool CanBeAlert(string id) =>
        id.Length <= 128
        && id.IndexOf('Z', StringComparison.Ordinal) is > 0 and var end
        && DateTimeOffset.TryParseExact(
            id[..end],
            "yyyyMMdd'T'HHmmss.fff",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out _
        )
        && id[(end + 1)..].All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.');

    static IResult Unknown(string? watch, string id) =>
        Problems.NotFound(watch is null ? $"There is no alert '{id}'." : $"The watch '{watch}' has no alert '{id}'.");
}
