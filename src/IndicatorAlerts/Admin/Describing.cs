using IndicatorAlerts.OpenApi;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Admin;

/// <summary>What many of these endpoints take, give and refuse, for the API's description.</summary>
static class Describing
{
    const string Match = "The ETag of what is changed, as a GET gives it; * for whatever is there.";

    public static RouteHandlerBuilder Pages(this RouteHandlerBuilder endpoint) =>
        endpoint
            .Query("limit", "Items a page, 1 to 1,000; 100 when left out.", "integer")
            .Query("after", "Set by the link to the next page.");

    public static RouteHandlerBuilder Tagged<T>(this RouteHandlerBuilder endpoint) =>
        endpoint
            .Header("If-None-Match", "The ETag of an answer that is there already.")
            .Gives<T>()
            .GivesNothing(StatusCodes.Status304NotModified)
            .Refuses(404);

    public static RouteHandlerBuilder Puts<T>(this RouteHandlerBuilder endpoint) =>
        endpoint
            .Header("If-Match", Match)
            .Header("If-None-Match", "* to add only.")
            .Header(Notes.Header, Notes.Meaning)
            .Takes<T>()
            .Gives<T>()
            .Gives<T>(StatusCodes.Status201Created)
            .Gives<Draft>(StatusCodes.Status202Accepted)
            .Refuses(400, 404, 409, 412, 413, 428);

    public static RouteHandlerBuilder Patches<T>(this RouteHandlerBuilder endpoint) =>
        endpoint
            .Header("If-Match", Match, isRequired: true)
            .Header(Notes.Header, Notes.Meaning)
            .Takes<object>("application/merge-patch+json", "application/json")
            .Gives<T>()
            .Gives<Draft>(StatusCodes.Status202Accepted)
            .Refuses(400, 404, 409, 412, 413, 428);

    public static RouteHandlerBuilder Removes(this RouteHandlerBuilder endpoint) =>
        endpoint
            .Header("If-Match", Match, isRequired: true)
            .Header(Notes.Header, Notes.Meaning)
            .GivesNothing()
            .Gives<Draft>(StatusCodes.Status202Accepted)
            .Refuses(400, 404, 409, 412, 413, 428);
}
