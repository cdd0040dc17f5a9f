using System.Text.Json;

namespace IndicatorAlerts.Hosting;

/// <summary>Binds the triggers for the Functions host, which calls them over HTTP on a loopback port that it chooses.</summary>
public static partial class FunctionsHost
{
    public const string PortSetting = "FUNCTIONS_CUSTOMHANDLER_PORT";

    /// <summary>The binding's name in function.json of timers and of queues.</summary>
    public const string TimerBinding = "timer";
    public const string QueueBinding = "item";

    // An empty answer would hang the invocation until its time-out.
    static readonly byte[] Answer = """{"Outputs":{},"Logs":[],"ReturnValue":null}"""u8.ToArray();

    /// <summary>Maps <c>POST /NAME</c> for every trigger that is not HTTP.</summary>
    public static void MapFunctions(this WebApplication app)
    {
        foreach (var trigger in Triggers.All)
        {
            Func<HttpContext, Task>? run = trigger switch
            {
                TimerTrigger timer => context => timer.Run(context.RequestServices, context.RequestAborted),
                QueueTrigger queue => context => RunAsync(queue, context),
                _ => null,
            };
            if (run is not null)
                app.MapPost("/" + trigger.Name, context => InvokeAsync(trigger.Name, run, context))
                    .DisableRequestTimeout();
        }
    }

    static async Task InvokeAsync(string name, Func<HttpContext, Task> run, HttpContext context)
    {
        try
        {
            await run(context);
        }
        catch (Exception e)
            when (e is not OperationCanceledException || !context.RequestAborted.IsCancellationRequested)
        {
            Failed(
                context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("IndicatorAlerts.Triggers"),
                e,
                name
            );
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(Answer, context.RequestAborted);
    }

    static async Task RunAsync(QueueTrigger trigger, HttpContext context)
    {
        using var call = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
        var item = call.RootElement.GetProperty("Data").GetProperty(QueueBinding);
        await trigger.Run(context.RequestServices, Text(item), context.RequestAborted);
    }

    // The host writes the message's text as JSON inside a JSON string: parsed twice, a text is the message itself,
    // and anything else is a message that was JSON to begin with.
    static string Text(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.String)
            return item.GetRawText();
        var text = item.GetString()!;
        if (text is not ['"', ..])
            return text;
        using var inner = JsonDocument.Parse(text);
        return inner.RootElement.GetString()!;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Function} failed")]
    static partial void Failed(ILogger log, Exception error, string function);
}
