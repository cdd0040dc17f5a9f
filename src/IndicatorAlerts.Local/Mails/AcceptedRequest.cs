using System.Text.Json;
using System.Text.Json.Serialization;

namespace IndicatorAlerts.Local.Mails;

/// <summary>A request that was answered with 202, and its mails.</summary>
internal sealed class AcceptedRequest
{
    private readonly List<Mail> mails = [];

    public AcceptedRequest(string messageId, DateTimeOffset receivedAt, string json, MailSendRequest request)
    {
        (MessageId, ReceivedAt, Json, Request) = (messageId, receivedAt, json, request);
        for (var i = 0; i < request.Personalizations!.Count; i++)
            mails.Add(new Mail(this, i));
    }

    public string MessageId { get; }
    public DateTimeOffset ReceivedAt { get; }
    public string Json { get; }
    public MailSendRequest Request { get; }
    public IReadOnlyList<Mail> Mails => mails;

    /// <summary>The same without what makes it heavy.</summary>
    public AcceptedRequest WithoutContent() =>
        new(
            MessageId,
            ReceivedAt,
            "",
            Request with
            {
                Content = null,
                Headers = null,
                Personalizations =
                [
                    .. Request.Personalizations!.Select(p => new Personalization { To = p!.To, Subject = p.Subject }),
                ],
            }
        );

    /// <summary>Its file, where mails are kept in a folder.</summary>
    public string? File { get; set; }
}

/// <summary>A file of the mailbox's folder: one accepted request.</summary>
internal sealed record MailFile(string MessageId, DateTimeOffset ReceivedAt, JsonElement Request);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(MailFile))]
internal sealed partial class MailFileJson : JsonSerializerContext;
