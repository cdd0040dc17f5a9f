using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Hosting;

/// <summary>Feeds a queue's messages to its trigger as the Functions host does: visibility time-out, dequeue count, poison queue.</summary>
sealed partial class QueuePump(
    StorageAccount storage,
    QueueSender sender,
    IServiceProvider services,
    IOptions<StandAloneOptions> options,
    TimeProvider time,
    ILogger<QueuePump> log
)
{
    // Collections wait for feeds most of the time: slow ones must not hold up the others.
    const int AtOnce = 40;
    const int MostReceived = 32;
    static readonly TimeSpan ShortestPoll = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan LongestPoll = TimeSpan.FromSeconds(2);
    static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(2);

    TimeSpan Visibility => TimeSpan.FromSeconds(options.Value.VisibilitySeconds);

    public async Task RunAsync(QueueTrigger trigger, CancellationToken cancel)
    {
        var queue = storage.Queues.GetQueueClient(trigger.Queue);
        var running = new HashSet<Task>();
        try
        {
            while (true)
                await ReceiveAsync(trigger, queue, running, cancel);
        }
        finally
        {
            await Task.WhenAll(running);
        }
    }

    async Task ReceiveAsync(QueueTrigger trigger, QueueClient queue, HashSet<Task> running, CancellationToken cancel)
    {
        try
        {
            for (var wait = ShortestPoll; ; )
            {
                var free = Math.Min(MostReceived, AtOnce - running.Count);
                QueueMessage[] messages = await queue.ReceiveMessagesAsync(free, Visibility, cancel);
                foreach (var message in messages)
                    running.Add(HandleAsync(trigger, queue, message, cancel));
                if (running.Count == AtOnce)
                    await Task.WhenAny(running);
                running.RemoveWhere(task => task.IsCompleted);
                if (messages.Length > 0 || await sender.Nudge(trigger.Queue).WaitAsync(wait, cancel))
                    wait = ShortestPoll;
                else if (wait < LongestPoll)
                    wait = wait * 2 < LongestPoll ? wait * 2 : LongestPoll;
            }
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            Unreadable(log, e, trigger.Queue);
            await Task.Delay(AfterFailure, time, cancel);
        }
    }

    async Task HandleAsync(QueueTrigger trigger, QueueClient queue, QueueMessage message, CancellationToken stop)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(stop);
        bounded.CancelAfter(TimeSpan.FromSeconds(options.Value.TimeoutSeconds));
        var hold = new MessageHold(queue, message, Visibility, time);
        // One that ends the process never comes to its failure: it must not be tried for ever.
        if (message.DequeueCount > options.Value.MaxDequeueCount)
        {
            await FailedAsync(
                trigger,
                hold,
                message,
                new InvalidOperationException("No attempt came to its end."),
                stop
            );
            return;
        }
        try
        {
            var renewal = hold.RenewAsync(bounded);
            try
            {
                await trigger.Run(services, message.MessageText, bounded.Token);
            }
            finally
            {
                await bounded.CancelAsync();
                await renewal;
            }
            await hold.DeleteAsync(stop);
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            await FailedAsync(trigger, hold, message, e, stop);
        }
        catch (OperationCanceledException)
        {
            // The process stops; the message comes back after its visibility time-out.
        }
    }

    async Task FailedAsync(
        QueueTrigger trigger,
        MessageHold hold,
        QueueMessage message,
        Exception error,
        CancellationToken stop
    )
    {
        Failed(log, error, trigger.Name, message.DequeueCount, options.Value.MaxDequeueCount);
        try
        {
            if (message.DequeueCount < options.Value.MaxDequeueCount)
            {
                await hold.BackOffAsync(stop);
                return;
            }
            await storage
                .Queues.GetQueueClient(QueueNames.Poison(trigger.Queue))
                .SendMessageAsync(message.Body, cancellationToken: stop);
            await hold.DeleteAsync(stop);
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            // Nothing is lost: the message comes back after its visibility time-out.
            Unreadable(log, e, trigger.Queue);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Function} failed, attempt {Attempt} of {Most}")]
    static partial void Failed(ILogger log, Exception error, string function, long attempt, int most);

    [LoggerMessage(Level = LogLevel.Error, Message = "Queue {Queue} does not answer as it should")]
    static partial void Unreadable(ILogger log, Exception error, string queue);
}
