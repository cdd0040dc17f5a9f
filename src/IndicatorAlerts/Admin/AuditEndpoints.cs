using System.Globalization;
using IndicatorAlerts.Access;
using IndicatorAlerts.OpenApi;
using IndicatorAlerts.Status;

namespace IndicatorAlerts.Admin;

/// <summary>The audit log, to be read.</summary>
static class AuditEndpoints
{
    public static void MapAudit(this RouteGroupBuilder api) =>
        api.MapGet("audit", ReadAsync)
            .Require(Role.Reader)
            .Describe("listAudit", "The audit log, newest first.", "audit")
            .Query("who", "Only what this one did.")
            .Query("action", "Only actions that begin so, such as red-line.")
            .Query("target", "Only what was done to what begins so, such as a watch's id.")
            .Query("from", "Then or later.", "date-time")
            .Query("to", "Before.", "date-time")
            .Pages()
            .Gives<AuditEntries>()
            .Refuses(400);

    static async Task<IResult> ReadAsync(HttpRequest request, AuditLog log, CancellationToken cancel)
    {
        var (page, refusal) = Paging.Read(request);
        if (page is null)
            return refusal!;
        var errors = new List<FieldProblem>();
        var query = new AuditQuery(
            Text(request, "who"),
            Text(request, "action"),
            Text(request, "target"),
            Instant(request, "from", errors),
            Instant(request, "to", errors),
            Below(page, errors)
        );
        if (errors.Count > 0)
            return Problems.Invalid("Entries cannot be found so.", errors);
        var found = await log.ReadAsync(query, page.Limit + 1, cancel);
        var next = found.Count > page.Limit ? Paging.Next(request, Tags.Number(found[page.Limit - 1].Number)) : null;
        return TypedResults.Json(new([.. found.Take(page.Limit)], next), AdminJson.Default.AuditEntries);
    }

    static string? Text(HttpRequest request, string name) =>
        request.Query[name] is [{ Length: > 0 } text] ? text : null;

    static DateTimeOffset? Instant(HttpRequest request, string name, List<FieldProblem> errors)
    {
        if (Text(request, name) is not { } text)
            return null;
        if (
            DateTimeOffset.TryParse(
                text,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var at
            )
            && at.Year > 1700
        )
            return at;
        errors.Add(new(name, "An instant such as 2026-11-24T03:00Z was expected."));
        return null;
    }

    static int? Below(Paging page, List<FieldProblem> errors)
    {
        if (page.After is not { } mark)
            return null;
        if (int.TryParse(mark, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
            return number;
        errors.Add(new("after", "The link to the next page sets it."));
        return null;
    }
}
