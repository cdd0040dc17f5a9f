using System.Globalization;
using System.Text.Json.Nodes;
using IndicatorAlerts.Watches;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;

namespace IndicatorAlerts.Status;

/// <summary>Refusals as problem details (RFC 9457).</summary>
public static class Problems
{
    public static IResult Unauthorized(string detail) =>
        Answer(new("Not allowed", StatusCodes.Status401Unauthorized, detail));

    public static IResult Forbidden(string detail) =>
        Answer(new("Not allowed", StatusCodes.Status403Forbidden, detail));

    public static IResult NotFound(string detail) => Answer(new("Not found", StatusCodes.Status404NotFound, detail));

    public static IResult Conflict(string detail) => Answer(new("In conflict", StatusCodes.Status409Conflict, detail));

    public static IResult Unavailable(string detail) =>
        Answer(new("Not available", StatusCodes.Status503ServiceUnavailable, detail));

    /// <summary>429, with the seconds to wait in <c>Retry-After</c>.</summary>
    public static IResult TooMany(string detail, HttpContext context, int seconds)
    {
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Answer(new("Too many requests", StatusCodes.Status429TooManyRequests, detail));
    }

    public static IResult TooLarge(string detail) =>
        Answer(new("Too large", StatusCodes.Status413PayloadTooLarge, detail));

    public static IResult Unsupported(string detail) =>
        Answer(new("Not supported", StatusCodes.Status415UnsupportedMediaType, detail));

    public static IResult Unprocessable(string detail) =>
        Answer(new("Not possible", StatusCodes.Status422UnprocessableEntity, detail));

    /// <summary>What is changed must be named: 428.</summary>
    public static IResult PreconditionRequired(string detail) =>
        Answer(new("Precondition required", StatusCodes.Status428PreconditionRequired, detail));

    /// <summary>What is there is not what the caller takes it for: 412, with what is there.</summary>
    public static IResult PreconditionFailed(string detail, JsonNode? current) =>
        Answer(new("Changed meanwhile", StatusCodes.Status412PreconditionFailed, detail) { Current = current });

    public static IResult Invalid(string detail, IReadOnlyList<FieldProblem> errors) =>
        Answer(new("Not valid", StatusCodes.Status400BadRequest, detail, errors));

    /// <summary>A fault of ours; the log says more under the trace.</summary>
    public static IResult Unexpected(string trace) =>
        Answer(
            new(
                "Failed",
                StatusCodes.Status500InternalServerError,
                "Something went wrong here; the operator's log says what."
            )
            {
                Trace = trace,
            }
        );

    /// <summary>A status that says all there is to say.</summary>
    public static IResult Of(int status) =>
        Answer(
            new(
                ReasonPhrases.GetReasonPhrase(status),
                status,
                status switch
                {
                    StatusCodes.Status400BadRequest => "The request cannot be read.",
                    StatusCodes.Status404NotFound => "There is nothing at this address.",
                    StatusCodes.Status405MethodNotAllowed => "This address does not know this method.",
                    StatusCodes.Status408RequestTimeout => "The request came too slowly.",
                    StatusCodes.Status413PayloadTooLarge => "The body is larger than this address takes.",
                    StatusCodes.Status415UnsupportedMediaType => "This address does not take this kind of body.",
                    StatusCodes.Status504GatewayTimeout => "This took longer than a request may.",
                    _ => "The request was refused.",
                }
            )
        );

    static JsonHttpResult<Problem> Answer(Problem problem) =>
        TypedResults.Json(problem, WatchJson.Default.Problem, "application/problem+json", problem.Status);
}
