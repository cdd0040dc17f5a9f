using System.Text.Json;
using System.Text.Json.Serialization;

namespace IndicatorAlerts.Local.Mails;

/// <summary>
/// How many mails are kept, how many were dropped since the start to stay within the bounds, and the asked number of
/// mails, newest first.
/// </summary>
internal sealed record MailList(int Count, long Dropped, IReadOnlyList<Mail> Mails);

/// <summary>The body of POST /faults, for example <c>{"fault":"tooManyRequests","times":3}</c>.</summary>
internal sealed record FaultRequest(MailboxFault Fault, int Times = 1);

/// <summary>
/// GET /api/mails?limit=100, GET /api/mails/{id}, GET /api/mails/{id}/request (the body that was posted),
/// DELETE /api/mails; POST /faults sets faults, DELETE /faults takes them back and releases what hangs.
/// </summary>
internal static class MailApi
{
    private const int MaxListed = 1000;
    private const int MaxFaults = 1000;

    public static void MapMailApi(this WebApplication app, Mailbox mailbox)
    {
        app.MapGet("/api/mails", (int? limit) => List(mailbox, limit ?? 100));
        app.MapGet(
            "/api/mails/{id}",
            (string id) => mailbox.Find(id) is { } mail ? Json(mail, MailApiJson.Default.Mail) : Results.NotFound()
        );
        app.MapGet(
            "/api/mails/{id}/request",
            (string id) =>
                mailbox.Find(id) is { } mail ? Results.Text(mail.Request, "application/json") : Results.NotFound()
        );
        app.MapDelete(
            "/api/mails",
            () =>
            {
                mailbox.Clear();
                return Results.NoContent();
            }
        );
        app.MapPost("/faults", context => SetFaultsAsync(context, mailbox));
        app.MapDelete(
            "/faults",
            () =>
            {
                mailbox.Faults.Clear();
                return Results.NoContent();
            }
        );
    }

    public static Mail? Find(this Mailbox mailbox, string id) => mailbox.Mails.FirstOrDefault(m => m.Id == id);

    private static IResult List(Mailbox mailbox, int limit)
    {
        var mails = mailbox.Mails;
        var newest = mails.Reverse().Take(Math.Clamp(limit, 1, MaxListed)).ToList();
        return Json(new MailList(mails.Count, mailbox.Dropped, newest), MailApiJson.Default.MailList);
    }

    private static async Task SetFaultsAsync(HttpContext context, Mailbox mailbox)
    {
        try
        {
            var set = await context.Request.ReadFromJsonAsync(MailApiJson.Default.FaultRequest, context.RequestAborted);
            if (set is { Times: >= 1 and <= MaxFaults })
            {
                mailbox.Faults.Enqueue(set.Fault, set.Times);
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            }
        }
        catch (JsonException)
        {
            // Answered below, as every body that says no fault.
        }
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        await context.Response.WriteAsync(
            "Post {\"fault\": F, \"times\": N} with N from 1 to 1000 and F one of tooManyRequests, internalServerError, "
                + "serviceUnavailable, hang, acceptThenCut.",
            context.RequestAborted
        );
    }

    private static IResult Json<T>(T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        Results.Json(value, type);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(MailList))]
[JsonSerializable(typeof(FaultRequest))]
internal sealed partial class MailApiJson : JsonSerializerContext;
