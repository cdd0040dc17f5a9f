using System.Text;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using IndicatorAlerts.Hosting;

namespace IndicatorAlerts.Deliver;

/// <summary>Messages that failed every time.</summary>
/// <param name="Queues">By queue.</param>
public sealed record PoisonList(IReadOnlyList<PoisonedMessages> Queues);

/// <summary>The failed messages of one queue.</summary>
/// <param name="Queue">The queue that they failed in.</param>
/// <param name="Count">How many, about.</param>
/// <param name="Messages">The first of them.</param>
public sealed record PoisonedMessages(string Queue, int Count, IReadOnlyList<PoisonMessage> Messages);

/// <summary>One message; none names a reader.</summary>
/// <param name="Id">Storage's name for it.</param>
/// <param name="At">When it came here, UTC.</param>
/// <param name="Text">What it asks for.</param>
public sealed record PoisonMessage(string Id, DateTimeOffset? At, string Text);

/// <summary>How many messages are tried again.</summary>
public sealed record Replayed(int Messages);

/// <summary>The queues <c>NAME-poison</c>: seen, and put back.</summary>
public sealed class PoisonQueues(StorageAccount storage)
{
    // What Storage gives at once.
    const int MostAtOnce = 32;
    const int MostReplayed = 1000;
    const int MostText = 1000;

    public async Task<PoisonList> ListAsync(CancellationToken cancel) =>
        new(await Task.WhenAll(QueueNames.All.Select(q => ListAsync(q, cancel))));

    /// <summary>Puts up to a thousand messages back into their queue.</summary>
    /// <returns>How many.</returns>
    public async Task<int> ReplayAsync(string queue, CancellationToken cancel)
    {
        var (from, to) = (Raw(QueueNames.Poison(queue)), Raw(queue));
        for (var replayed = 0; ; )
        {
            QueueMessage[] messages = await from.ReceiveMessagesAsync(MostAtOnce, TimeSpan.FromSeconds(30), cancel);
            if (messages.Length == 0 || replayed >= MostReplayed)
                return replayed;
            foreach (var message in messages)
            {
                // Twice is harmless, never is not.
                await to.SendMessageAsync(message.MessageText, cancel);
                await from.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancel);
                replayed++;
            }
        }
    }

    async Task<PoisonedMessages> ListAsync(string name, CancellationToken cancel)
    {
        try
        {
            var queue = Raw(QueueNames.Poison(name));
            QueueProperties properties = await queue.GetPropertiesAsync(cancel);
            PeekedMessage[] messages = await queue.PeekMessagesAsync(MostAtOnce, cancel);
            return new(
                name,
                properties.ApproximateMessagesCount,
                [.. messages.Select(m => new PoisonMessage(m.MessageId, m.InsertedOn, Shown(m.MessageText)))]
            );
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return new(name, 0, []);
        }
    }

    // As it stands there: what came here may be no Base64, and goes back as it came.
    QueueClient Raw(string name) => storage.RawQueues.GetQueueClient(name);

    static string Shown(string text)
    {
        var bytes = new byte[text.Length];
        var shown = Convert.TryFromBase64String(text, bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : text;
        return shown.Length > MostText ? shown[..MostText] + "…" : shown;
    }
}
