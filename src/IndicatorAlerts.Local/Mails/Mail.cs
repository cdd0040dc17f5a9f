using System.Text.Json.Serialization;

namespace IndicatorAlerts.Local.Mails;

/// <summary>An address, with the name that stands before it.</summary>
public sealed record MailAddress(string? Email, string? Name = null)
{
    public override string ToString() => string.IsNullOrEmpty(Name) ? $"{Email}" : $"{Name} <{Email}>";
}

/// <summary>
/// One mail as one group of recipients gets it: a request to SendGrid makes one for each of its personalizations, with
/// their substitutions, headers and arguments applied.
/// </summary>
public sealed class Mail
{
    private readonly MailSendRequest request;
    private readonly Personalization recipients;

    internal Mail(AcceptedRequest accepted, int index)
    {
        Accepted = accepted;
        request = accepted.Request;
        recipients = request.Personalizations![index]!;
        Id = $"{accepted.MessageId}-{index}";
    }

    /// <summary>The message id, a hyphen, and the personalization's place in its request, from 0.</summary>
    public string Id { get; }

    /// <summary>What the sender got as X-Message-Id.</summary>
    public string MessageId => Accepted.MessageId;

    /// <summary>UTC.</summary>
    public DateTimeOffset ReceivedAt => Accepted.ReceivedAt;

    public MailAddress From => recipients.From ?? request.From!;

    public IReadOnlyList<MailAddress> To => recipients.To.NotNull();

    public IReadOnlyList<MailAddress> Cc => recipients.Cc.NotNull();

    public IReadOnlyList<MailAddress> Bcc => recipients.Bcc.NotNull();

    public MailAddress? ReplyTo => request.ReplyTo;

    public string Subject => Substituted(recipients.Subject ?? request.Subject) ?? "";

    public string? Html => Substituted(request.ContentOf("text/html"));

    public string? Text => Substituted(request.ContentOf("text/plain"));

    public IReadOnlyDictionary<string, string> Headers => Merged(request.Headers, recipients.Headers);

    public IReadOnlyDictionary<string, string> CustomArgs => Merged(request.CustomArgs, recipients.CustomArgs);

    public IReadOnlyList<string> Categories => request.Categories.NotNull();

    /// <summary>With their content; not part of the mail's JSON, as they may be large: the request has them.</summary>
    [JsonIgnore]
    public IReadOnlyList<MailAttachment> Attachments => request.Attachments.NotNull();

    /// <summary>The whole body that was posted, as it came.</summary>
    [JsonIgnore]
    public string Request => Accepted.Json;

    internal AcceptedRequest Accepted { get; }

    private string? Substituted(string? text)
    {
        foreach (var (tag, value) in recipients.Substitutions ?? [])
        {
            if (tag.Length > 0)
                text = text?.Replace(tag, value, StringComparison.Ordinal);
        }
        return text;
    }

    private static Dictionary<string, string> Merged(
        Dictionary<string, string>? common,
        Dictionary<string, string>? own
    )
    {
        var merged = new Dictionary<string, string>(common ?? [], StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in own ?? [])
            merged[name] = value;
        return merged;
    }
}
