using System.Buffers.Text;

namespace IndicatorAlerts.Local.Mails;

/// <summary>Shows the pictures that a mail brings along where its HTML names them.</summary>
internal static class InlineImages
{
    // A picture that could hold script is none here.
    private static readonly string[] Types = ["image/png", "image/jpeg", "image/gif", "image/webp"];

    /// <summary>The HTML with each <c>cid:</c> of an inline picture as a data: address; the mailbox's policy lets in nothing else.</summary>
    public static string? Show(Mail mail)
    {
        var html = mail.Html;
        foreach (var image in mail.Attachments)
        {
            if (
                image is { Disposition: "inline", ContentId: { Length: > 0 } id, Content: { } content, Type: { } type }
                && Types.Contains(type)
                && Base64.IsValid(content)
            )
                html = html?.Replace($"\"cid:{id}\"", $"\"data:{type};base64,{content}\"", StringComparison.Ordinal);
        }
        return html;
    }
}
