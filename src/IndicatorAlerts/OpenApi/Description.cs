using IndicatorAlerts.Status;

namespace IndicatorAlerts.OpenApi;

/// <summary>The body of a request, which the handler reads itself.</summary>
/// <param name="Type">Its shape; known to a context that <see cref="OpenApiServices"/> lists.</param>
/// <param name="ContentTypes">How it may be written.</param>
sealed record BodyDescription(Type Type, IReadOnlyList<string> ContentTypes);

/// <summary>A parameter of the query or a header, which the handler reads itself.</summary>
sealed record ParameterDescription(string Name, bool IsHeader, string Description, string Type, bool IsRequired);

/// <summary>What the OpenAPI document says of an endpoint. Every endpoint under <c>/api</c> is described, which a test checks.</summary>
/// <example><code>
/// api.MapPut("things/{id}", PutAsync)
///     .Require(Role.Editor)
///     .Describe("putThing", "Puts a thing in place.", "things")
///     .Takes&lt;Thing&gt;().Header("If-Match", "The version that is changed.", isRequired: true)
///     .Gives&lt;Thing&gt;().Gives&lt;Thing&gt;(201).Refuses(404, 412, 428);
/// </code></example>
public static class Description
{
    const string ProblemType = "application/problem+json";

    /// <param name="endpoint">The endpoint.</param>
    /// <param name="id">The operation's id in camelCase, unique.</param>
    /// <param name="summary">One sentence.</param>
    /// <param name="tag">What it is about, in the plural.</param>
    public static RouteHandlerBuilder Describe(
        this RouteHandlerBuilder endpoint,
        string id,
        string summary,
        string tag
    ) => endpoint.WithName(id).WithSummary(summary).WithTags(tag).Refuses(429, 500, 503);

    /// <summary>The request's body.</summary>
    public static RouteHandlerBuilder Takes<T>(this RouteHandlerBuilder endpoint, params string[] contentTypes) =>
        endpoint.WithMetadata(new BodyDescription(typeof(T), contentTypes is [] ? ["application/json"] : contentTypes));

    /// <summary>A body when all went well.</summary>
    public static RouteHandlerBuilder Gives<T>(
        this RouteHandlerBuilder endpoint,
        int status = StatusCodes.Status200OK,
        string contentType = "application/json",
        params string[] moreContentTypes
    ) => endpoint.Produces<T>(status, contentType, moreContentTypes);

    /// <summary>An answer without a body.</summary>
    public static RouteHandlerBuilder GivesNothing(
        this RouteHandlerBuilder endpoint,
        int status = StatusCodes.Status204NoContent
    ) => endpoint.Produces(status);

    /// <summary>Refusals as problem details, beside those that every endpoint has (429, 500, 503; 401 and 403 where a role is required).</summary>
    public static TBuilder Refuses<TBuilder>(this TBuilder endpoint, params int[] statuses)
        where TBuilder : IEndpointConventionBuilder
    {
        foreach (var status in statuses)
            endpoint.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(Problem), [ProblemType]));
        return endpoint;
    }

    /// <param name="endpoint">The endpoint.</param>
    /// <param name="name">The parameter's name in the query.</param>
    /// <param name="description">One sentence.</param>
    /// <param name="type">As JSON Schema names it, or <c>date-time</c>.</param>
    /// <param name="isRequired">Whether it must be given.</param>
    public static RouteHandlerBuilder Query(
        this RouteHandlerBuilder endpoint,
        string name,
        string description,
        string type = "string",
        bool isRequired = false
    ) => endpoint.WithMetadata(new ParameterDescription(name, false, description, type, isRequired));

    /// <summary>The same for a header.</summary>
    public static RouteHandlerBuilder Header(
        this RouteHandlerBuilder endpoint,
        string name,
        string description,
        string type = "string",
        bool isRequired = false
    ) => endpoint.WithMetadata(new ParameterDescription(name, true, description, type, isRequired));
}
