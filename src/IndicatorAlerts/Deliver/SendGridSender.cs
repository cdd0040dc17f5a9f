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
            return await ReadAsync(response, letters.Count, cancel);
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
            CustomArgs = new() { [SendMarks.Reader] = letter.Reader.Id },
            Headers = ListHeaders.Of(letter),
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

    async Task<SendResult> ReadAsync(Response response, int letters, CancellationToken cancel)
    {
        if (response.StatusCode == HttpStatusCode.Accepted)
            return new(
                SendOutcome.Taken,
                response.Headers.TryGetValues("X-Message-Id", out var ids) ? ids.First() : ""
            );
        var answer = await response.Body.ReadAsStringAsync(cancel);
        var text = $"The mail provider answered {(int)response.StatusCode}: {ProviderText.Of(answer)}";
        var wait = ProviderAnswer.RetryAfter(response.Headers, time.GetUtcNow());
        return response.StatusCode switch
        {
            // A wrong key, a sender that is not verified or a closed account is mended by the operator alone.
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new(SendOutcome.ShutOut, text),
            HttpStatusCode.BadRequest => ProviderAnswer.Refusal(answer, text, letters),
            HttpStatusCode.RequestEntityTooLarge => new(SendOutcome.Refused, text) { MayBeSome = true },
            // What stands in between has given up waiting: the provider may have it.
            HttpStatusCode.RequestTimeout or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout => new(
                SendOutcome.InDoubt,
                text
            ),
            _ => new(SendOutcome.NotYet, text, wait),
        };
    }
}
