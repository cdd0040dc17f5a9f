using System.Text.Json.Serialization;
using IndicatorAlerts.Evaluate;
using IndicatorAlerts.Observations;
using IndicatorAlerts.OpenApi;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.Status;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Indicators;

/// <summary>An indicator as its watch's last evaluation found it.</summary>
public sealed record IndicatorAnswer(
    string Watch,
    string Id,
    string Title,
    string Unit,
    SeriesKind Of,
    FeedState Feed,
    double? LastValue,
    DateTimeOffset? LastObservedAt,
    FeedHealth Health,
    string Observations
);

/// <summary>What everybody may know of indicators: their last values, and everything that was observed.</summary>
public static class IndicatorEndpoints
{
    public static void AddIndicators(this IServiceCollection services)
    {
        services.AddSingleton<IndicatorFinder>();
        services.AddSingleton<ObservationPages>();
    }

    public static void MapIndicators(this RouteGroupBuilder api)
    {
        api.MapGet("indicators", AllAsync)
            .Describe("listIndicators", "The indicators of all watches with their last values.", "indicators")
            .Gives<List<IndicatorAnswer>>();
        MapOne(api, "indicators/{id}", "");
        MapOne(api, "watches/{watch}/indicators/{id}", "OfWatch");
    }

    static void MapOne(RouteGroupBuilder api, string path, string suffix)
    {
        api.MapGet(path, OneAsync)
            .Describe("getIndicator" + suffix, "An indicator with its last value and its feed's health.", "indicators")
            .Gives<IndicatorAnswer>()
            .Refuses(404, 409);
        api.MapGet(path + "/observations", ObservationsAsync)
            .Describe("listObservations" + suffix, "What was observed, page by page.", "observations")
            .Query("from", "Observed then or later.", "date-time")
            .Query("to", "Observed before.", "date-time")
            .Query("as-of", "Only what was known and observed at this instant.", "date-time")
            .Query("revisions", "All values that an observed time had, not only the last.", "boolean")
            .Query("limit", "Points a page, 1 to 10,000; 1,000 when left out.", "integer")
            .Query("format", "json or csv.")
            .Query("after", "Set by the link to the next page.")
            .Gives<ObservationPage>(StatusCodes.Status200OK, "application/json")
            .Gives<string>(StatusCodes.Status200OK, "text/csv")
            .Refuses(400, 404, 409);
        api.MapGet(path + "/archive/{sha}", AnswerAsync)
            .Describe("getAnswer" + suffix, "The raw answer of a feed, as it came.", "observations")
            .Gives<string>(StatusCodes.Status200OK, "application/octet-stream")
            .Refuses(400, 404, 409);
    }

    static async Task<IResult> AllAsync(WatchTable watches, CancellationToken cancel)
    {
        var found = await Task.WhenAll((await watches.ListAsync(cancel)).Select(w => watches.ReadAsync(w, cancel)));
        return TypedResults.Json(
            found.OfType<StoredWatch>().SelectMany(Answers).ToList(),
            IndicatorJson.Default.ListIndicatorAnswer
        );
    }

    static async Task<IResult> OneAsync(
        HttpRequest request,
        IndicatorFinder finder,
        WatchTable watches,
        CancellationToken cancel
    )
    {
        var (found, problem) = await finder.FindAsync(request, cancel);
        if (found is null || await watches.ReadAsync(found.Watch, cancel) is not { } watch)
            return problem ?? Problems.NotFound("The watch was removed just now.");
        return Answers(watch).FirstOrDefault(i => i.Id == found.Definition.Id) is { } answer
            ? TypedResults.Json(answer, IndicatorJson.Default.IndicatorAnswer)
            : Problems.NotFound("The indicator was removed just now.");
    }

    static async Task<IResult> ObservationsAsync(
        HttpRequest request,
        IndicatorFinder finder,
        ObservationPages pages,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        if (ObservationQuery.Read(request, time.GetUtcNow(), out var errors) is not { } query)
            return Problems.Invalid("The observations cannot be found by these parameters.", errors);
        var (found, problem) = await finder.FindAsync(request, cancel);
        if (found is null)
            return problem!;
        var (items, mark) = await pages.ReadAsync(found, query, cancel);
        var next = mark is { } at ? query.Next(request, found, at) : null;
        return query.Csv
            ? new ObservationCsv(items, next)
            : TypedResults.Json(
                new(found.Watch, found.Definition.Id, found.Definition.Unit, items, next),
                IndicatorJson.Default.ObservationPage
            );
    }

    static async Task<IResult> AnswerAsync(
        string sha,
        HttpRequest request,
        IndicatorFinder finder,
        AnswerArchive archive,
        CancellationToken cancel
    )
    {
        if (sha.Length != 64 || !sha.All(char.IsAsciiHexDigit))
            return Problems.Invalid(
                "This names no answer.",
                [new("sha", "It is a SHA-256 of 64 hexadecimal digits, as an observation's 'answer' gives it.")]
            );
        var (found, problem) = await finder.FindAsync(request, cancel);
        if (found is null)
            return problem!;
        var name = sha.ToLowerInvariant();
        return await archive.OpenAsync(name, cancel) is var (contentType, packed)
            ? new ArchivedAnswer(name, contentType, packed)
            : Problems.NotFound("There is no such answer, or it was kept for its time.");
    }

    static IEnumerable<IndicatorAnswer> Answers(StoredWatch watch)
    {
        var evaluated = watch.Status?.Indicators.ToDictionary(i => i.Id) ?? [];
        return StatusSummary
            .Unevaluated(watch.Definition)
            .Indicators.Select(i => evaluated.GetValueOrDefault(i.Id, i))
            .Select(i => new IndicatorAnswer(
                watch.Definition.Id,
                i.Id,
                i.Title,
                i.Unit,
                i.Of,
                i.Feed,
                i.LastValue,
                i.LastObservedAt,
                i.Health,
                $"/api/watches/{watch.Definition.Id}/indicators/{i.Id}/observations"
            ));
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals
)]
[JsonSerializable(typeof(List<IndicatorAnswer>))]
[JsonSerializable(typeof(ObservationPage))]
sealed partial class IndicatorJson : JsonSerializerContext;
