namespace IndicatorAlerts.Local.Mails;

public sealed record MailboxOptions
{
    /// <summary>0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The bearer key that senders must bring; null lets everyone in.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Where mails are kept over a restart; null keeps them in memory alone.</summary>
    public string? Directory { get; init; }

    /// <summary>The mails kept; past it the oldest are dropped.</summary>
    public int Capacity { get; init; } = 10_000;

    /// <summary>Whether texts, headers and substitutions are kept; without them a mail is its addresses, subject and arguments.</summary>
    public bool KeepsContent { get; init; } = true;

    /// <summary>How far ahead X-RateLimit-Reset lies in an answer of 429.</summary>
    public TimeSpan RateLimitReset { get; init; } = TimeSpan.FromSeconds(1);

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}

/// <summary>A mail server for one machine: it takes mail as SendGrid's API does and shows it on a page and as JSON.</summary>
public sealed class Mailbox : IAsyncDisposable
{
    // More than SendGrid takes: who sends too much hears its 413, which a connection closed at the limit would lose.
    private const long MaxRequestBytes = 64L << 20;

    private readonly MailStore store;
    private WebApplication? server;
    private long requests;

    private Mailbox(MailboxOptions options)
    {
        Options = options;
        Events = new MailEvents(options.TimeProvider);
        store = new MailStore(options.Capacity, options.Directory);
    }

    /// <summary>The root, for example http://127.0.0.1:8025; it serves as <c>Mail__SendGridUrl</c>.</summary>
    public Uri Url => LoopbackServer.Url(server!);

    /// <summary>What the next requests to send meet instead of an answer as usual.</summary>
    public MailboxFaults Faults { get; } = new();

    /// <summary>What is told of mails that were taken.</summary>
    public MailEvents Events { get; }

    /// <summary>The mails, oldest first.</summary>
    public IReadOnlyList<Mail> Mails => store.Mails;

    /// <summary>How many mails were dropped since the start to stay within the bounds.</summary>
    public long Dropped => store.Dropped;

    /// <summary>How many requests to send came in since the start, accepted or not.</summary>
    public long Requests => Interlocked.Read(ref requests);

    internal MailboxOptions Options { get; }

    /// <exception cref="LocalStackException">The port is in use, or a kept mail cannot be read.</exception>
    public static async Task<Mailbox> StartAsync(MailboxOptions options, CancellationToken cancel)
    {
        var mailbox = new Mailbox(options);
        mailbox.server = await LoopbackServer.StartAsync(
            "The mailbox",
            options.Port,
            MaxRequestBytes,
            app =>
            {
                app.MapSendGrid(mailbox);
                app.MapMailPages(mailbox);
                app.MapMailApi(mailbox);
            },
            cancel
        );
        return mailbox;
    }

    /// <summary>The first kept mail that matches, or the first one to arrive.</summary>
    public Task<Mail> WaitForMailAsync(Func<Mail, bool> matches, CancellationToken cancel) =>
        store.WaitAsync(matches, cancel);

    /// <summary>Deletes every mail, also from the folder.</summary>
    public void Clear() => store.Clear();

    public async ValueTask DisposeAsync()
    {
        Faults.Clear();
        await Events.DisposeAsync();
        await server!.DisposeAsync();
    }

    internal void CountRequest() => Interlocked.Increment(ref requests);

    internal AcceptedRequest Accept(string json, MailSendRequest request)
    {
        var id = Convert.ToBase64String(Guid.NewGuid().ToByteArray())[..22].Replace('+', '-').Replace('/', '_');
        var accepted = new AcceptedRequest(id, Options.TimeProvider.GetUtcNow(), json, request);
        Events.Tell(accepted);
        store.Add(Options.KeepsContent ? accepted : accepted.WithoutContent());
        return accepted;
    }
}
