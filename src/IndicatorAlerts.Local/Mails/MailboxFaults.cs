using System.Collections.Concurrent;
using System.Text.Json.Serialization;

namespace IndicatorAlerts.Local.Mails;

/// <summary>How a request to send is answered instead of as usual.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MailboxFault>))]
public enum MailboxFault
{
    /// <summary>429 with X-RateLimit-Limit, -Remaining and -Reset; nothing is accepted.</summary>
    [JsonStringEnumMemberName("tooManyRequests")]
    TooManyRequests,

    /// <summary>500; nothing is accepted.</summary>
    [JsonStringEnumMemberName("internalServerError")]
    InternalServerError,

    /// <summary>503; nothing is accepted.</summary>
    [JsonStringEnumMemberName("serviceUnavailable")]
    ServiceUnavailable,

    /// <summary>No answer until <see cref="MailboxFaults.Release"/>, then the connection is cut; nothing is accepted.</summary>
    [JsonStringEnumMemberName("hang")]
    Hang,

    /// <summary>The mail is accepted, and the connection cut before the sender hears of it.</summary>
    [JsonStringEnumMemberName("acceptThenCut")]
    AcceptThenCut,
}

/// <summary>The faults that wait for the next requests to send, one for each request, in order.</summary>
public sealed class MailboxFaults
{
    private readonly ConcurrentQueue<MailboxFault> next = new();
    private Hang hang = new();

    /// <summary>Chooses what a request meets when none waits in the queue; null for an answer as usual.</summary>
    public Func<MailboxFault?>? Choose { get; set; }

    public void Enqueue(MailboxFault fault, int times = 1)
    {
        for (var i = 0; i < times; i++)
            next.Enqueue(fault);
    }

    /// <summary>Completes once a request hangs.</summary>
    public Task WaitUntilHangingAsync(CancellationToken cancel) => Volatile.Read(ref hang).Began.Task.WaitAsync(cancel);

    /// <summary>Cuts every connection that hangs now.</summary>
    public void Release() => Interlocked.Exchange(ref hang, new Hang()).Released.SetResult();

    /// <summary>Forgets the faults that wait, and releases what hangs.</summary>
    public void Clear()
    {
        next.Clear();
        Choose = null;
        Release();
    }

    internal MailboxFault? Take() => next.TryDequeue(out var fault) ? fault : Choose?.Invoke();

    internal Task HangAsync(CancellationToken cancel)
    {
        var current = Volatile.Read(ref hang);
        current.Began.TrySetResult();
        return current.Released.Task.WaitAsync(cancel);
    }

    private sealed class Hang
    {
        public TaskCompletionSource Began { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
