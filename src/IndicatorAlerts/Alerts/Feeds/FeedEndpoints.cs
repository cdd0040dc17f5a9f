using System.Security.Cryptography;
using IndicatorAlerts.Alerts.Asking;
using IndicatorAlerts.OpenApi;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.Status;
using IndicatorAlerts.Watches;
using Microsoft.Net.Http.Headers;

namespace IndicatorAlerts.Alerts.Feeds;

/// <summary>What people are told, for machines: what nobody is told of stands in none of these.</summary>
static class FeedEndpoints
{
    const int Most = 50;
    const string CapEnd = ".xml";

    public static void MapFeeds(this RouteGroupBuilder api)
    {
        api.MapGet("watches/{watch}/alerts.atom", AtomAsync)
            .Describe("getAtomFeed", "The newest alerts of a watch as Atom.", "alerts")
            .Gives<string>(StatusCodes.Status200OK, "application/atom+xml")
            .GivesNothing(StatusCodes.Status304NotModified)
            .Refuses(404);
        api.MapGet("watches/{watch}/alerts.json", JsonAsync)
            .Describe("getJsonFeed", "The newest alerts of a watch as JSON Feed 1.1.", "alerts")
            .Gives<string>(StatusCodes.Status200OK, "application/feed+json")
            .GivesNothing(StatusCodes.Status304NotModified)
            .Refuses(404);
        api.MapGet("watches/{watch}/cap/{file}", CapAsync)
            .Describe("getCapMessage", "An alert as a CAP 1.2 message; the file is the alert's id and .xml.", "alerts")
            .Gives<string>(StatusCodes.Status200OK, "application/cap+xml")
            .GivesNothing(StatusCodes.Status304NotModified)
            .Refuses(404);
    }

    static Task<IResult> AtomAsync(
        string watch,
        HttpContext context,
        WatchTable watches,
        AlertPages pages,
        FeedSite site,
        CancellationToken cancel
    ) =>
        FeedAsync(
            watch,
            context,
            watches,
            pages,
            (t, a) => AtomFeed.Write(watch, t, a, site),
            "application/atom+xml; charset=utf-8",
            cancel
        );

    static Task<IResult> JsonAsync(
        string watch,
        HttpContext context,
        WatchTable watches,
        AlertPages pages,
        FeedSite site,
        CancellationToken cancel
    ) =>
        FeedAsync(
            watch,
            context,
            watches,
            pages,
            (t, a) => JsonFeed.Write(watch, t, a, site),
            "application/feed+json",
            cancel
        );

    static async Task<IResult> FeedAsync(
        string watch,
        HttpContext context,
        WatchTable watches,
        AlertPages pages,
        Func<string, IReadOnlyList<Alert>, byte[]> write,
        string type,
        CancellationToken cancel
    )
    {
        if (!AlertFinder.CanBeId(watch) || await watches.ReadAsync(watch, cancel) is not { } stored)
            return AlertFinder.NoWatch(watch);
        var (alerts, _) = await pages.ReadAsync(AlertQuery.Newest(watch, Most), cancel);
        return Answer(context, write(stored.Definition.Title, alerts), type);
    }

    static async Task<IResult> CapAsync(
        string watch,
        string file,
        HttpContext context,
        AlertFinder finder,
        AlertPages pages,
        FeedSite site,
        CancellationToken cancel
    )
    {
        if (!file.EndsWith(CapEnd, StringComparison.Ordinal))
            return Problems.NotFound("A CAP message's address ends in .xml.");
        var (alert, problem) = await finder.FindAsync(watch, file[..^CapEnd.Length], cancel);
        if (alert is null)
            return problem!;
        if (alert.Untold is not null)
            return Problems.NotFound("Nobody is told of this alert, and so there is no CAP message of it.");
        return Answer(
            context,
            CapMessage.Write(alert, await FirstAsync(alert, pages, cancel), site),
            "application/cap+xml; charset=utf-8"
        );
    }

    static async Task<Alert?> FirstAsync(Alert alert, AlertPages pages, CancellationToken cancel)
    {
        if (alert.Episode is not { } episode || IsFirst(alert))
            return null;
        // As a rule it is told when it is crossed; after a silence, later.
        foreach (var until in (DateTimeOffset[])[episode, alert.At])
        {
            var (told, _) = await pages.ReadAsync(AlertQuery.OfEpisode(alert, episode, until), cancel);
            if (told.LastOrDefault(a => IsFirst(a) && a.Episode == episode) is { } first)
                return first;
        }
        return null;
    }

    static bool IsFirst(Alert alert) => alert.Kind is NotificationKind.Crossed or NotificationKind.Escalated;

    /// <summary>The bytes, or that they have not changed.</summary>
    static IResult Answer(HttpContext context, byte[] bytes, string type)
    {
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..32]}\"");
        var headers = context.Response.GetTypedHeaders();
        headers.CacheControl = new() { Public = true, MaxAge = TimeSpan.FromMinutes(1) };
        headers.ETag = tag;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        var known = context.Request.GetTypedHeaders().IfNoneMatch;
        return known.Any(k => k.Tag == "*" || k.Compare(tag, useStrongComparison: false))
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Bytes(bytes, type);
    }
}
