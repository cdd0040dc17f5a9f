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

    /// <summary>No answer until <see cref="MailboxFaults.Release"/>; then it is taken as usual, if the sender still waits.</summary>
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
    private TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Enqueue(MailboxFault fault, int times = 1)
    {
        for (var i = 0; i < times; i++)
            next.Enqueue(fault);
    }

    /// <summary>Lets every request that hangs now go on.</summary>
    public void Release() =>
        Interlocked
            .Exchange(ref released, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))
            .SetResult();

    /// <summary>Forgets the faults that wait, and releases what hangs.</summary>
    public void Clear()
    {
        next.Clear();
        Release();
    }

    internal MailboxFault? Take() => next.TryDequeue(out var fault) ? fault : null;

    internal Task Released => Volatile.Read(ref released).Task;
}
