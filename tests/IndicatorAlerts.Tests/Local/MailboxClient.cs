using IndicatorAlerts.Local.Mails;
using SendGrid;
using SendGrid.Helpers.Mail;

namespace IndicatorAlerts.Tests.Local;

/// <summary>SendGrid's own client, pointed at a mailbox, and a message that it accepts.</summary>
internal static class MailboxClient
{
    public static SendGridClient Create(Mailbox mailbox, string key = "any") =>
        new(new SendGridClientOptions { ApiKey = key, Host = mailbox.Url.ToString().TrimEnd('/') });

    /// <summary>To each address by itself, in a personalization of its own; to one reader where none is given.</summary>
    public static SendGridMessage NewMessage(params string[] to) =>
        new()
        {
            From = new EmailAddress("alerts@example.com", "Alerts"),
            Subject = "Crossed",
            PlainTextContent = "plain",
            HtmlContent = "<p>html</p>",
            Personalizations =
            [
                .. (to.Length == 0 ? ["reader@example.com"] : to).Select(
                    email => new SendGrid.Helpers.Mail.Personalization { Tos = [new EmailAddress(email)] }
                ),
            ],
        };
}
