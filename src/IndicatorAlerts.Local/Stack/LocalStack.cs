using IndicatorAlerts.Local.Feeds;
using IndicatorAlerts.Local.Mails;
using IndicatorAlerts.Local.Processes;
using IndicatorAlerts.Local.Storage;

namespace IndicatorAlerts.Local.Stack;

/// <summary>Everything that one machine needs, started in order and stopped in reverse.</summary>
internal sealed class LocalStack(LocalStackOptions options, TextWriter output) : IAsyncDisposable
{
    private static readonly TimeSpan AppLimit = TimeSpan.FromSeconds(60);

    private readonly string azuriteData = Path.Combine(options.Data, "azurite");
    private readonly string mails = Path.Combine(options.Data, "mails");
    private readonly TimeProvider time = TimeProvider.System;
    private readonly Steps steps = new(output, TimeProvider.System);
    private readonly Stack<(string What, IAsyncDisposable Part)> started = new();

    /// <summary>Runs until it is cancelled.</summary>
    /// <exception cref="LocalStackException">Something could not be started, or a child ended.</exception>
    public async Task RunAsync(CancellationToken cancel)
    {
        var port = Ports.Take(options.Port, "--port");
        var mailboxPort = Ports.Take(options.MailboxPort, "--mailbox-port");
        if (port == mailboxPort)
            throw new LocalStackException($"The app and the mailbox cannot share port {port}: change --mailbox-port.");
        var program = new AppProgram(options.App);
        var again = !options.InMemory && Directory.Exists(azuriteData);

        var azurite = await StartAsync(
            "Azurite",
            options.InMemory ? "in memory" : $"data in {azuriteData}",
            () => Azurite.StartAsync(AzuriteOptions(), steps.Say, cancel)
        );
        using var withAzurite = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var rest = RunOnAsync(azurite, program, port, mailboxPort, again, withAzurite.Token);
        await Task.WhenAny(rest, azurite.Process.Exited);
        if (azurite.Process.Exited.IsCompleted && !cancel.IsCancellationRequested)
        {
            // Whatever else failed, failed for this.
            await withAzurite.CancelAsync();
            await ((Task)rest).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw Ended(azurite.Process, $"Start again; if it ends again, delete {azuriteData} or use --in-memory.");
        }
        await rest;
    }

    /// <summary>Stops what was started, the last one first.</summary>
    public async ValueTask DisposeAsync()
    {
        while (started.TryPop(out var one))
            await steps.RunAsync($"Stopping {one.What}", () => one.Part.DisposeAsync().AsTask());
    }

    private async Task RunOnAsync(
        Azurite azurite,
        AppProgram program,
        int port,
        int mailboxPort,
        bool again,
        CancellationToken cancel
    )
    {
        var mailKey = Secrets.NewKey();
        var mailbox = await StartAsync(
            "the mailbox",
            options.InMemory ? "in memory" : $"mails in {mails}",
            () => Mailbox.StartAsync(MailboxOptions(mailboxPort, mailKey), cancel)
        );
        var feeds = options.Samples
            ? await StartAsync(
                "the sample feeds",
                $"for {SampleFeeds.Hosts.Count} hosts",
                () => SampleFeeds.StartAsync(FeedsOptions(), cancel)
            )
            : null;
        var data = Directory.CreateDirectory(options.Data).FullName;
        var settings = new AppSettings(
            port,
            azurite.ConnectionString,
            mailbox.Url,
            mailKey,
            mailbox.Events.PublicKey,
            Secrets.AdminKey(data),
            Secrets.SubscribeSecret(data),
            feeds
        );
        mailbox.Events.PostTo(settings.Events);

        foreach (var pack in Packs())
            await ApplyAsync(pack, program, settings, cancel);
        var app = await StartAppAsync(program, settings, cancel);
        var commands = CommandFile.Write(options.Data, program, settings);
        Story.Print(steps, settings, mailbox.Url.Port, commands, options, again);

        using var whileRunning = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var telling = options.Crisis
            ? TellAsync(feeds!.Story, program, settings, whileRunning.Token)
            : Task.Delay(Timeout.InfiniteTimeSpan, time, whileRunning.Token);
        // A step that cannot be told ends everything, and a crisis that was told ends nothing.
        await Task.WhenAny(app.Exited.WaitAsync(cancel), telling);
        if (!app.Exited.IsCompleted)
            await telling;
        await app.Exited.WaitAsync(cancel);
        await whileRunning.CancelAsync();
        await telling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        throw Ended(app, "Mend what these lines tell, then start again.");
    }

    /// <summary>Says each step when it happens, and has all feeds read: nobody waits a day for the one that is read once a day.</summary>
    private async Task TellAsync(SampleStory story, AppProgram program, AppSettings settings, CancellationToken cancel)
    {
        foreach (var (at, what) in story.Steps())
        {
            var wait = at - time.GetUtcNow();
            await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, time, cancel);
            steps.Say($"Story: {what}");
            foreach (var pack in Packs())
                await ApplyAsync(pack, program, settings, cancel);
        }
        steps.Say("Story: that was all");
    }

    private static IEnumerable<string> Packs() =>
        Directory.GetFiles(Path.Combine(Repository.Root, "packs"), "*.yaml").Order();

    private Task ApplyAsync(string pack, AppProgram program, AppSettings settings, CancellationToken cancel) =>
        steps.RunAsync(
            $"Putting packs/{Path.GetFileName(pack)} into Storage",
            async () =>
            {
                var environment = settings.ToEnvironment();
                await using var apply = program.Start(
                    "pack apply",
                    environment,
                    Shown("pack"),
                    "pack",
                    "apply",
                    pack,
                    "--prune"
                );
                await WithinAsync(apply, AppLimit, limit => apply.Exited.WaitAsync(limit), cancel);
                if (await apply.Exited != 0)
                    throw Ended(apply, $"Mend {pack}, then start again.");
            }
        );

    private Task<ChildProcess> StartAppAsync(AppProgram program, AppSettings settings, CancellationToken cancel) =>
        StartAsync(
            "the app",
            $"until {settings.Url}readyz answers 200",
            async () =>
            {
                var app = program.Start("The app", settings.ToEnvironment(), Shown("app"));
                try
                {
                    var ready = new Uri(settings.Url, "readyz");
                    await WithinAsync(app, AppLimit, limit => app.WaitForUrlAsync(ready, limit), cancel);
                    return app;
                }
                catch
                {
                    await app.DisposeAsync();
                    throw;
                }
            }
        );

    private async Task<T> StartAsync<T>(string what, string how, Func<Task<T>> start)
        where T : IAsyncDisposable
    {
        var part = default(T);
        await steps.RunAsync($"Starting {what}, {how}", async () => part = await start());
        started.Push((what, part!));
        return part!;
    }

    private static async Task WithinAsync(
        ChildProcess child,
        TimeSpan limit,
        Func<CancellationToken, Task> wait,
        CancellationToken cancel
    )
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        either.CancelAfter(limit);
        try
        {
            await wait(either.Token);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new LocalStackException(
                $"{child.Name} was not ready after {limit.TotalSeconds:0} s. {child.LastLines}",
                e
            );
        }
    }

    private static LocalStackException Ended(ChildProcess child, string whatToDo)
    {
        var ended = child.Ended();
        return new LocalStackException($"{ended.Message}\n{whatToDo}", ended);
    }

    private Action<string> Shown(string name) => line => steps.Say($"{name} | {line}");

    private SampleFeedsOptions FeedsOptions() =>
        new() { Crisis = options.Crisis, CrossingAfter = Story.CrossingAfter(time.GetUtcNow()) };

    private AzuriteOptions AzuriteOptions() => new() { InMemory = options.InMemory, Directory = azuriteData };

    private MailboxOptions MailboxOptions(int port, string key) =>
        new()
        {
            Port = port,
            ApiKey = key,
            Directory = options.InMemory ? null : mails,
        };
}
