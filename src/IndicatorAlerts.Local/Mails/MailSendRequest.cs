using System.Text.Json.Serialization;

namespace IndicatorAlerts.Local.Mails;

/// <summary>The body of POST /v3/mail/send, as far as the mailbox shows or checks it.</summary>
internal sealed record MailSendRequest
{
    public List<Personalization?>? Personalizations { get; init; }
    public MailAddress? From { get; init; }
    public MailAddress? ReplyTo { get; init; }
    public string? Subject { get; init; }
    public List<MailContent?>? Content { get; init; }
    public string? TemplateId { get; init; }
    public Dictionary<string, string>? Headers { get; init; }
    public List<string?>? Categories { get; init; }
    public Dictionary<string, string>? CustomArgs { get; init; }
    public List<MailAttachment?>? Attachments { get; init; }

    public string? ContentOf(string type) =>
        Content?.FirstOrDefault(c => string.Equals(c?.Type, type, StringComparison.OrdinalIgnoreCase))?.Value;
}

internal sealed record Personalization
{
    public MailAddress? From { get; init; }
    public List<MailAddress?>? To { get; init; }
    public List<MailAddress?>? Cc { get; init; }
    public List<MailAddress?>? Bcc { get; init; }
    public string? Subject { get; init; }
    public Dictionary<string, string>? Headers { get; init; }
    public Dictionary<string, string>? Substitutions { get; init; }
    public Dictionary<string, string>? CustomArgs { get; init; }
}

internal sealed record MailContent(string? Type, string? Value);

/// <summary>What comes with a mail: its content in Base64; an inline one is shown where the HTML names its id by <c>cid:</c>.</summary>
public sealed record MailAttachment(
    string? Content,
    string? Type,
    string? Filename,
    string? Disposition,
    string? ContentId
);

/// <summary>One thing that SendGrid refuses: its message, the field with its path, and where its documentation says so.</summary>
internal sealed record SendGridError(string Message, string? Field, string? Help);

internal sealed record SendGridErrors(IReadOnlyList<SendGridError> Errors);

internal static class Lists
{
    public static IReadOnlyList<T> NotNull<T>(this List<T?>? list)
        where T : class => list?.OfType<T>().ToList() ?? [];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(MailSendRequest))]
[JsonSerializable(typeof(SendGridErrors))]
internal sealed partial class SendGridJson : JsonSerializerContext;
