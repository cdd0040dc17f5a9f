using IndicatorAlerts.Hosting;
using IndicatorAlerts.Status;

namespace IndicatorAlerts.Access.Guards;

/// <summary>
/// What goes wrong is answered with problem details and never with a stack trace; changes are logged with who and what. Addresses
/// are logged as routes, without the tokens that they may carry.
/// </summary>
public sealed partial class Faults(ILogger<Faults> log, TimeProvider time)
{
    const int ClientGone = 499;

    public async Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        var from = time.GetTimestamp();
        SecurityHeaders.Set(context);
        try
        {
            await next(context);
            if (IsBare(context.Response))
                await Problems.Of(context.Response.StatusCode).ExecuteAsync(context);
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, e);
        }
        if (IsChange(context.Request))
            LogChange(context, time.GetElapsedTime(from));
    }

    async Task AnswerAsync(HttpContext context, Exception e)
    {
        context.Response.Clear();
        SecurityHeaders.Set(context);
        if (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = ClientGone;
            return;
        }
        await Problem(context, e).ExecuteAsync(context);
    }

    IResult Problem(HttpContext context, Exception e)
    {
        if (StorageAccount.IsUnavailable(e))
            return Problems.Unavailable(StorageAccount.Explain(e));
        if (e is BadHttpRequestException bad)
            return Problems.Of(bad.StatusCode);
        Unexpected(log, e, context.Request.Method, Route(context), context.TraceIdentifier);
        return Problems.Unexpected(context.TraceIdentifier);
    }

    void LogChange(HttpContext context, TimeSpan took)
    {
        if (!log.IsEnabled(LogLevel.Information))
            return;
        var (caller, route) = (context.KnownCaller(), Route(context));
        var watch = context.Request.RouteValues["watch"] as string;
        Changed(
            log,
            caller?.Name ?? "anybody",
            caller?.Id,
            context.Request.Method,
            route,
            watch,
            context.Response.StatusCode,
            (long)took.TotalMilliseconds
        );
    }

    // A refusal of routing, or a handler's bare status.
    static bool IsBare(HttpResponse response) =>
        response is { HasStarted: false, StatusCode: >= 400, ContentType: null, ContentLength: null or 0 };

    // Triggers of the Functions host are no changes by anybody.
    static bool IsChange(HttpRequest request) =>
        !IsRead(request) && (request.Path.StartsWithSegments("/api") || request.Path.StartsWithSegments("/ui"));

    internal static bool IsRead(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        || HttpMethods.IsHead(request.Method)
        || HttpMethods.IsOptions(request.Method);

    static string Route(HttpContext context) =>
        (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "no route";

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Route} failed unexpectedly, trace {Trace}")]
    static partial void Unexpected(ILogger log, Exception error, string method, string route, string trace);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "{Who} ({Id}) asked {Method} {Route} of watch {Watch}: {Status} in {Milliseconds} ms"
    )]
    static partial void Changed(
        ILogger log,
        string who,
        string? id,
        string method,
        string route,
        string? watch,
        int status,
        long milliseconds
    );
}
