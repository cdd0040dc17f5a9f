using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace IndicatorAlerts.Hosting;

/// <summary>Our hold on a received message; every renewal changes the receipt by which it can be deleted.</summary>
sealed class MessageHold(QueueClient queue, QueueMessage message, TimeSpan visibility, TimeProvider time)
{
    string receipt = message.PopReceipt;

    /// <summary>Keeps the message invisible until the run ends; cancels the run when the hold is lost.</summary>
    public async Task RenewAsync(CancellationTokenSource run)
    {
        try
        {
            while (true)
            {
                await Task.Delay(visibility / 2, time, run.Token);
                await SetVisibilityAsync(visibility, run.Token);
            }
        }
        catch (OperationCanceledException) when (run.IsCancellationRequested)
        {
            // The run has ended.
        }
        catch (RequestFailedException)
        {
            // Somebody else may have received it by now: two runs of one message must not go on side by side.
            await run.CancelAsync();
        }
    }

    /// <summary>Lets it come back later the more often it has failed.</summary>
    public Task BackOffAsync(CancellationToken cancel)
    {
        var delay = TimeSpan.FromSeconds(Math.Pow(2, message.DequeueCount - 1));
        return SetVisibilityAsync(delay < visibility ? delay : visibility, cancel);
    }

    /// <summary>Deletes it, unless it has been received by somebody else meanwhile.</summary>
    public async Task DeleteAsync(CancellationToken cancel)
    {
        try
        {
            await queue.DeleteMessageAsync(message.MessageId, receipt, cancel);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 400)
        {
            // It came back to the queue and is somebody else's now; runs are idempotent.
        }
    }

    async Task SetVisibilityAsync(TimeSpan length, CancellationToken cancel)
    {
        UpdateReceipt updated = await queue.UpdateMessageAsync(
            message.MessageId,
            receipt,
            (BinaryData?)null,
            length,
            cancel
        );
        receipt = updated.PopReceipt;
    }
}
