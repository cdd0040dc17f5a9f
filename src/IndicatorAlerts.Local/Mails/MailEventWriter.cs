using System.Text.Json;

namespace IndicatorAlerts.Local.Mails;

/// <summary>Writes events as SendGrid does: an array, an object an event, the custom arguments beside its own fields.</summary>
internal static class MailEventWriter
{
    private const int MostInBatch = 500;

    /// <summary>What is told of a request: each mail is processed, then delivered, bounced or called spam.</summary>
    public static IEnumerable<byte[]> Batches(AcceptedRequest accepted) =>
        Names(accepted).Chunk(MostInBatch).Select(batch => Write(accepted, batch));

    private static IEnumerable<(int Mail, string Name)> Names(AcceptedRequest accepted)
    {
        for (var i = 0; i < accepted.Mails.Count; i++)
            yield return (i, "processed");
        for (var i = 0; i < accepted.Mails.Count; i++)
        {
            var to = accepted.Mails[i].To[0].Email!;
            var bounces = to.StartsWith("bounce", StringComparison.Ordinal);
            yield return (i, bounces ? "bounce" : "delivered");
            if (to.StartsWith("complain", StringComparison.Ordinal))
                yield return (i, "spamreport");
        }
    }

    private static byte[] Write(AcceptedRequest accepted, (int Mail, string Name)[] events)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartArray();
            foreach (var (index, name) in events)
                Write(json, accepted, index, name);
            json.WriteEndArray();
        }
        // The line break belongs to what is signed.
        stream.Write("\r\n"u8);
        return stream.ToArray();
    }

    private static void Write(Utf8JsonWriter json, AcceptedRequest accepted, int index, string name)
    {
        var mail = accepted.Mails[index];
        json.WriteStartObject();
        json.WriteString("email", mail.To[0].Email);
        json.WriteNumber("timestamp", accepted.ReceivedAt.ToUnixTimeSeconds());
        json.WriteString("event", name);
        json.WriteString("sg_event_id", $"{mail.Id}-{name}");
        json.WriteString("sg_message_id", $"{accepted.MessageId}.recvd-local-1-{index}.0");
        if (name == "bounce")
        {
            json.WriteString("type", "bounce");
            json.WriteString("status", "5.1.1");
            json.WriteString("reason", "550 5.1.1 There is no such mailbox");
        }
        foreach (var (argument, value) in mail.CustomArgs)
            json.WriteString(argument, value);
        json.WriteEndObject();
    }
}
