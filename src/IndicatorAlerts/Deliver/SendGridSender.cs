using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using SendGrid;
using SendGrid.Helpers.Mail;

namespace IndicatorAlerts.Deliver;

/// <summary>What became of a send.</summary>
public enum SendOutcome
{
    /// <summary>The provider has it.</summary>
    Taken,

    /// <summary>The provider does not have it, and never will: trying again cannot help.</summary>
    Refused,

    /// <summary>The provider does not have it; trying again may help.</summary>
    NotYet,

    /// <summary>The provider may have it.</summary>
    InDoubt,
}

/// <summary>How the provider took a mail.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Text">The provider's name for it when it was taken, else why it was not.</param>
/// <param name="RetryAfter">How long the provider asks to wait.</param>
public sealed record SendResult(SendOutcome Outcome, string Text, TimeSpan? RetryAfter = null);

/// <summary>Sends mail by SendGrid. The package's own retries stay off: they repeat after time-outs, which doubles mail.</summary>
public sealed partial class SendGridSender(IOptions<MailOptions> options, TimeProvider time) : IDisposable
{
    const int MostErrorText = 500;

    readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(options.Value.TimeoutSeconds) };

    /// <summary>Sends one request with a personalization for each reader, so that none sees another's address.</summary>
    public async Task<SendResult> SendAsync(
        Mail mail,
        IReadOnlyList<string> readers,
        IReadOnlyDictionary<string, string> marks,
        CancellationToken cancel
    )
    {
        var client = new SendGridClient(
            http,
            new SendGridClientOptions { ApiKey = options.Value.ApiKey, Host = options.Value.SendGridUrl.TrimEnd('/') }
        );
        try
        {
            var response = await client.SendEmailAsync(Message(mail, readers, marks), cancel);
            return await ReadAsync(response, cancel);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new(
                SendOutcome.InDoubt,
                $"The mail provider did not answer within {options.Value.TimeoutSeconds} s."
            );
        }
        catch (HttpRequestException e)
        {
            var unsent =
                e.HttpRequestError
                is HttpRequestError.ConnectionError
                    or HttpRequestError.NameResolutionError
                    or HttpRequestError.SecureConnectionError;
            return new(
                unsent ? SendOutcome.NotYet : SendOutcome.InDoubt,
                $"The mail provider cannot be reached: {e.InnerException?.Message ?? e.Message}"
            );
        }
    }

    public void Dispose() => http.Dispose();

    SendGridMessage Message(Mail mail, IReadOnlyList<string> readers, IReadOnlyDictionary<string, string> marks)
    {
        var message = new SendGridMessage
        {
            From = new(options.Value.From, options.Value.FromName),
            Subject = mail.Subject,
            HtmlContent = mail.Html,
            PlainTextContent = mail.Text,
            CustomArgs = marks.ToDictionary(),
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
            return new(
                SendOutcome.Taken,
                response.Headers.TryGetValues("X-Message-Id", out var ids) ? ids.First() : ""
            );
        var body = Address().Replace(await response.Body.ReadAsStringAsync(cancel), "[address]");
        var text = body.Length > MostErrorText ? body[..MostErrorText] + "…" : body;
        // A wrong key or a sender that is not verified is mended by the operator; a mail that is wrong stays wrong.
        var final = response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge;
        return new(
            final ? SendOutcome.Refused : SendOutcome.NotYet,
            $"The mail provider answered {(int)response.StatusCode}: {text}",
            RetryAfter(response)
        );
    }

    // What the provider says of a refusal is shown to everybody; readers are not.
    [GeneratedRegex("""[^\s"'<>,;:]+@[^\s"'<>,;:]+""", RegexOptions.NonBacktracking)]
    private static partial Regex Address();

    TimeSpan? RetryAfter(Response response) =>
        response.Headers.TryGetValues("X-RateLimit-Reset", out var values)
        && long.TryParse(values.First(), out var reset)
            ? DateTimeOffset.FromUnixTimeSeconds(reset) - time.GetUtcNow()
            : null;
}
