using System.Text;
using MimeKit;
using MimeKit.Utils;

namespace IndicatorAlerts.Deliver;

/// <summary>One reader's copy of a mail as it goes over the wire: text, and HTML with its pictures.</summary>
static class SmtpLetter
{
    /// <param name="mail">Its tags are replaced.</param>
    /// <param name="letter">Whose copy.</param>
    /// <param name="from">The sender.</param>
    /// <param name="to">The reader's address, parsed.</param>
    /// <param name="at">For the header Date, UTC.</param>
    public static MimeMessage Of(Mail mail, Letter letter, MailboxAddress from, MailboxAddress to, DateTimeOffset at)
    {
        var own = Personal.Of(mail, letter);
        var body = new BodyBuilder { TextBody = Fill(mail.Text, own), HtmlBody = Fill(mail.Html, own) };
        foreach (var image in mail.Images)
        {
            var part = body.LinkedResources.Add(image.Name + ".png", image.Png, new("image", "png"));
            part.ContentId = image.Name;
            part.ContentDisposition = new(ContentDisposition.Inline) { FileName = image.Name + ".png" };
        }
        var message = new MimeMessage([from], [to], Fill(mail.Subject, own), body.ToMessageBody())
        {
            Date = at,
            // Else it would end in the name of the machine.
            MessageId = MimeUtils.GenerateMessageId(from.Domain),
        };
        foreach (var (name, value) in mail.Headers)
            message.Headers.Replace(name, value);
        message.Headers.Replace(HeaderId.AutoSubmitted, "auto-generated");
        foreach (var (name, value) in ListHeaders.Of(letter))
            message.Headers.Replace(name, value);
        return message;
    }

    static string Fill(string text, Dictionary<string, string> own)
    {
        var filled = new StringBuilder(text);
        foreach (var (tag, value) in own)
            filled.Replace(tag, value);
        return filled.ToString();
    }
}
