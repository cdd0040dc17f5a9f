using System.Net;
using Microsoft.Extensions.Options;
using SendGrid;
using SendGrid.Helpers.Mail;

namespace IndicatorAlerts.Deliver;

/// <summary>A mail, the same for each of its readers.</summary>
public sealed record Mail(string Subject, string Html, string Text, IReadOnlyDictionary<string, string> Marks);

/// <summary>How the provider took a mail.</summary>
/// <param name="MessageId">The provider's name for it, when it took it.</param>
/// <param name="Failure">Why it did not.</param>
/// <param name="IsFinal">Whether trying again cannot help.</param>
/// <param name="RetryAfter">How long the provider asks to wait.</param>
public sealed record SendResult(
    string? MessageId,
    string? Failure = null,
    bool IsFinal = false,
    TimeSpan? RetryAfter = null
);

/// <summary>Sends mail by SendGrid. The package's own retries stay off: they repeat after time-outs, which doubles mail.</summary>
public sealed class SendGridSender(IOptions<MailOptions> options, TimeProvider time) : IDisposable
{
    const int MostErrorText = 500;

    readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(options.Value.TimeoutSeconds) };

    /// <summary>Sends one request with a personalization for each reader, so that none sees another's address.</summary>
    public async Task<SendResult> SendAsync(Mail mail, IReadOnlyList<string> readers, CancellationToken cancel)
    {
        var client = new SendGridClient(
            http,
            new SendGridClientOptions { ApiKey = options.Value.ApiKey, Host = options.Value.SendGridUrl.TrimEnd('/') }
        );
        try
        {
            var response = await client.SendEmailAsync(Message(mail, readers), cancel);
            return await ReadAsync(response, cancel);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new(null, $"The mail provider did not answer within {options.Value.TimeoutSeconds} s.");
        }
        catch (HttpRequestException e)
        {
            return new(null, $"The mail provider cannot be reached: {e.InnerException?.Message ?? e.Message}");
        }
    }

    public void Dispose() => http.Dispose();

    SendGridMessage Message(Mail mail, IReadOnlyList<string> readers)
    {
        var message = new SendGridMessage
        {
            From = new(options.Value.From, options.Value.FromName),
            Subject = mail.Subject,
            HtmlContent = mail.Html,
            PlainTextContent = mail.Text,
            CustomArgs = mail.Marks.ToDictionary(),
            Headers = new() { ["Auto-Submitted"] = "auto-generated" },
            Personalizations = [.. readers.Select(r => new Personalization { Tos = [new(r)] })],
        };
        message.SetClickTracking(false, false);
        message.SetOpenTracking(false);
        return message;
    }

    async Task<SendResult> ReadAsync(Response response, CancellationToken cancel)
    {
        if (response.StatusCode == HttpStatusCode.Accepted)
            return new(response.Headers.TryGetValues("X-Message-Id", out var ids) ? ids.First() : "");
        var body = await response.Body.ReadAsStringAsync(cancel);
        var text = body.Length > MostErrorText ? body[..MostErrorText] + "…" : body;
        var repeatable =
            response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout
            || (int)response.StatusCode >= 500;
        return new(
            null,
            $"The mail provider answered {(int)response.StatusCode}: {text}",
            !repeatable,
            RetryAfter(response)
        );
    }

    TimeSpan? RetryAfter(Response response) =>
        response.Headers.TryGetValues("X-RateLimit-Reset", out var values)
        && long.TryParse(values.First(), out var reset)
            ? DateTimeOffset.FromUnixTimeSeconds(reset) - time.GetUtcNow()
            : null;
}
