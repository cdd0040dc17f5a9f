using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IndicatorAlerts.Local.Mails.Rules;

namespace IndicatorAlerts.Local.Mails;

/// <summary>POST /v3/mail/send, answered as SendGrid answers it, faults included.</summary>
internal static class SendGridApi
{
    private const int MaxBytes = 30 << 20;

    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    public static void MapSendGrid(this WebApplication app, Mailbox mailbox) =>
        app.MapPost("/v3/mail/send", context => SendAsync(context, mailbox));

    private static async Task SendAsync(HttpContext context, Mailbox mailbox)
    {
        mailbox.CountRequest();
        var fault = mailbox.Faults.Take();
        if (await AnswerFaultAsync(context, mailbox, fault) || await RefuseStrangerAsync(context, mailbox))
            return;
        if (await ReadAsync(context) is not var (json, request))
            return;
        if (MailSendRules.Check(request) is { Count: > 0 } errors)
        {
            await RefuseAsync(context, 400, errors);
            return;
        }
        context.RequestAborted.ThrowIfCancellationRequested();
        var accepted = mailbox.Accept(json, request);
        if (fault == MailboxFault.AcceptThenCut)
        {
            context.Abort();
            return;
        }
        context.Response.StatusCode = 202;
        context.Response.Headers["X-Message-Id"] = accepted.MessageId;
    }

    private static async Task<bool> AnswerFaultAsync(HttpContext context, Mailbox mailbox, MailboxFault? fault)
    {
        switch (fault)
        {
            case MailboxFault.TooManyRequests:
                var reset = mailbox.Options.TimeProvider.GetUtcNow() + mailbox.Options.RateLimitReset;
                context.Response.Headers["X-RateLimit-Limit"] = "600";
                context.Response.Headers["X-RateLimit-Remaining"] = "0";
                context.Response.Headers["X-RateLimit-Reset"] = Math.Ceiling(reset.ToUnixTimeMilliseconds() / 1000.0)
                    .ToString(CultureInfo.InvariantCulture);
                await RefuseAsync(context, 429, "too many requests");
                return true;
            case MailboxFault.InternalServerError:
                await RefuseAsync(context, 500, "An internal server error occurred.");
                return true;
            case MailboxFault.ServiceUnavailable:
                await RefuseAsync(context, 503, "The SendGrid v3 Web API is not available.");
                return true;
            case MailboxFault.Hang:
                await mailbox.Faults.HangAsync(context.RequestAborted);
                context.Abort();
                return true;
            default:
                return false;
        }
    }

    private static async Task<bool> RefuseStrangerAsync(HttpContext context, Mailbox mailbox)
    {
        var expected = Encoding.UTF8.GetBytes($"Bearer {mailbox.Options.ApiKey}");
        var brought = Encoding.UTF8.GetBytes(context.Request.Headers.Authorization.ToString());
        if (mailbox.Options.ApiKey is null || CryptographicOperations.FixedTimeEquals(expected, brought))
            return false;
        await RefuseAsync(context, 401, "The provided authorization grant is invalid, expired, or revoked");
        return true;
    }

    private static async Task<(string Json, MailSendRequest Request)?> ReadAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
        {
            await RefuseAsync(context, 415, "Content-Type should be application/json.");
            return null;
        }
        using var body = new MemoryStream();
        try
        {
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            if (body.Length > MaxBytes)
                throw new BadHttpRequestException("Too large.", StatusCodes.Status413PayloadTooLarge);
            var json = Utf8.GetString(body.GetBuffer(), 0, (int)body.Length);
            if (JsonSerializer.Deserialize(json, SendGridJson.Default.MailSendRequest) is { } request)
                return (json, request);
            await RefuseAsync(context, 400, "Bad Request");
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            await RefuseAsync(context, 413, "The JSON payload you have included in your request is too large.");
        }
        catch (DecoderFallbackException)
        {
            await RefuseAsync(context, 400, "Bad Request");
        }
        catch (JsonException e)
        {
            // "$.personalizations[0].to" is what SendGrid calls personalizations.0.to.
            var field = e
                .Path?.TrimStart('$', '.')
                .Replace("[", ".", StringComparison.Ordinal)
                .Replace("]", "", StringComparison.Ordinal);
            await RefuseAsync(
                context,
                400,
                string.IsNullOrEmpty(field) ? "Bad Request" : "Invalid type.",
                string.IsNullOrEmpty(field) ? null : field
            );
        }
        return null;
    }

    private static Task RefuseAsync(HttpContext context, int status, string message, string? field = null) =>
        RefuseAsync(context, status, [new SendGridError(message, field, null)]);

    private static Task RefuseAsync(HttpContext context, int status, List<SendGridError> errors)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(
            new SendGridErrors(errors),
            SendGridJson.Default.SendGridErrors,
            cancellationToken: context.RequestAborted
        );
    }
}
