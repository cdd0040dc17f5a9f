using System.Net;
using Microsoft.Extensions.Options;
using SendGrid;
using SendGrid.Helpers.Mail;

namespace IndicatorAlerts.Deliver;

/// <summary>Sends mail by SendGrid. The package's own retries stay off: they repeat after time-outs, which doubles mail.</summary>
public sealed class SendGridSender(IOptions<MailOptions> options, TimeProvider time) : IMailSender, IDisposable
{
    readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(options.Value.TimeoutSeconds) };

    /// <summary>What SendGrid takes in one request.</summary>
    public int MostLetters => 1000;

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(
        Mail mail,
        IReadOnlyList<Letter> letters,
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
            var response = await client.SendEmailAsync(Message(mail, letters, marks), cancel);
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

    SendGridMessage Message(Mail mail, IReadOnlyList<Letter> letters, IReadOnlyDictionary<string, string> marks)
    {
        var message = new SendGridMessage
        {
            From = new(options.Value.From, options.Value.FromName),
            Subject = mail.Subject,
            HtmlContent = mail.Html,
            PlainTextContent = mail.Text,
            CustomArgs = marks.ToDictionary(),
            Headers = new(mail.Headers) { ["Auto-Submitted"] = "auto-generated" },
            Personalizations = [.. letters.Select(l => Own(mail, l))],
            Attachments = mail.Images.Count == 0 ? null : [.. mail.Images.Select(Attachment)],
        };
        message.SetClickTracking(false, false);
        message.SetOpenTracking(false);
        return message;
    }

    static Personalization Own(Mail mail, Letter letter) =>
        new()
        {
            Tos = [new(letter.Reader.Address)],
            Substitutions = Personal.Of(mail, letter),
            Headers = new()
            {
                ["List-Unsubscribe"] = $"<{letter.OneClick.AbsoluteUri}>",
                ["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click",
            },
        };

    static Attachment Attachment(MailImage image) =>
        new()
        {
            Content = Convert.ToBase64String(image.Png),
            ContentId = image.Name,
            Disposition = "inline",
            Filename = image.Name + ".png",
            Type = "image/png",
        };

    async Task<SendResult> ReadAsync(Response response, CancellationToken cancel)
    {
        if (response.StatusCode == HttpStatusCode.Accepted)
            return new(
                SendOutcome.Taken,
                response.Headers.TryGetValues("X-Message-Id", out var ids) ? ids.First() : ""
            );
        var text = ProviderText.Of(await response.Body.ReadAsStringAsync(cancel));
        // A wrong key or a sender that is not verified is mended by the operator; a mail that is wrong stays wrong.
        var final = response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge;
        return new(
            final ? SendOutcome.Refused : SendOutcome.NotYet,
            $"The mail provider answered {(int)response.StatusCode}: {text}",
            RetryAfter(response)
        )
        {
            Unauthorized = response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden,
        };
    }

    TimeSpan? RetryAfter(Response response) =>
        response.Headers.TryGetValues("X-RateLimit-Reset", out var values)
        && long.TryParse(values.First(), out var reset)
            ? DateTimeOffset.FromUnixTimeSeconds(reset) - time.GetUtcNow()
            : null;
}
