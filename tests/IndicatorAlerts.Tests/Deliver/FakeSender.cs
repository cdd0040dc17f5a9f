using System.Collections.Concurrent;
using IndicatorAlerts.Deliver;

namespace IndicatorAlerts.Tests.Deliver;

/// <summary>A request that a sender was asked to make.</summary>
sealed record Asked(Mail Mail, IReadOnlyList<Letter> Letters, IReadOnlyDictionary<string, string> Marks)
{
    public string Send => Marks[SendMarks.Send];

    public IEnumerable<string> Readers => Letters.Select(l => l.Reader.Id);
}

/// <summary>A provider in this process that answers as a test says.</summary>
sealed class FakeSender : IMailSender
{
    readonly ConcurrentQueue<Asked> asked = new();

    public int MostLetters { get; set; } = 1000;

    /// <summary>How it answers; everything is taken when nothing is said.</summary>
    public Func<Asked, SendResult> Answer { get; set; } = _ => new(SendOutcome.Taken, "message");

    /// <summary>Every request, taken or not.</summary>
    public IReadOnlyList<Asked> All => [.. asked];

    /// <summary>Those that were taken.</summary>
    public ConcurrentQueue<Asked> Taken { get; } = new();

    public Task<SendResult> SendAsync(
        Mail mail,
        IReadOnlyList<Letter> letters,
        IReadOnlyDictionary<string, string> marks,
        CancellationToken cancel
    )
    {
        var request = new Asked(mail, letters, marks);
        asked.Enqueue(request);
        var result = Answer(request);
        if (result.Outcome == SendOutcome.Taken)
            Taken.Enqueue(request);
        return Task.FromResult(result);
    }
}
