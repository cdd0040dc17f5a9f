using System.Globalization;
using System.Text.Json.Nodes;
using IndicatorAlerts.Watches;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IndicatorAlerts.Status;

/// <summary>Refusals as problem details (RFC 9457).</summary>
public static class Problems
{
    public static IResult Unauthorized(string detail) =>
        Of(new("Not allowed", StatusCodes.Status401Unauthorized, detail));

    public static IResult Forbidden(string detail) => Of(new("Not allowed", StatusCodes.Status403Forbidden, detail));

    public static IResult NotFound(string detail) => Of(new("Not found", StatusCodes.Status404NotFound, detail));

    public static IResult Conflict(string detail) => Of(new("In conflict", StatusCodes.Status409Conflict, detail));

    public static IResult Unavailable(string detail) =>
        Of(new("Not available", StatusCodes.Status503ServiceUnavailable, detail));

    /// <summary>429, with the seconds to wait in <c>Retry-After</c>.</summary>
    public static IResult TooMany(string detail, HttpContext context, int seconds)
    {
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Of(new("Too many requests", StatusCodes.Status429TooManyRequests, detail));
    }

    public static IResult TooLarge(string detail) => Of(new("Too large", StatusCodes.Status413PayloadTooLarge, detail));

    public static IResult Unsupported(string detail) =>
        Of(new("Not supported", StatusCodes.Status415UnsupportedMediaType, detail));

    public static IResult Unprocessable(string detail) =>
        Of(new("Not possible", StatusCodes.Status422UnprocessableEntity, detail));

    /// <summary>What is changed must be named: 428.</summary>
    public static IResult PreconditionRequired(string detail) =>
        Of(new("Precondition required", StatusCodes.Status428PreconditionRequired, detail));

    /// <summary>What is there is not what the caller takes it for: 412, with what is there.</summary>
    public static IResult PreconditionFailed(string detail, JsonNode? current) =>
        Of(new("Changed meanwhile", StatusCodes.Status412PreconditionFailed, detail) { Current = current });

    public static IResult Invalid(string detail, IReadOnlyList<FieldProblem> errors) =>
        Of(new("Not valid", StatusCodes.Status400BadRequest, detail, errors));

    static JsonHttpResult<Problem> Of(Problem problem) =>
        TypedResults.Json(problem, WatchJson.Default.Problem, "application/problem+json", problem.Status);
}
