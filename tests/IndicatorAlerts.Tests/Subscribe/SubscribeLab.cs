using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using Azure.Data.Tables;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.Local.Mails;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.Subscribe;
using IndicatorAlerts.Watches;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace IndicatorAlerts.Tests.Subscribe;

/// <summary>The service over HTTP in this process, on real Storage, with a clock and a queue that tests drive.</summary>
sealed partial class SubscribeLab : IAsyncDisposable
{
    public const string AdminKey = "the-key-of-the-admin-of-this-test";
    const string MailKey = "SG.of-this-test";

    readonly WebApplication app;
    readonly string storage;
    readonly LogLines log;

    SubscribeLab(WebApplication app, string storage, Mailbox mailbox, FakeTimeProvider time, LogLines log)
    {
        (this.app, this.storage, Mailbox, Time, this.log) = (app, storage, mailbox, time, log);
        Http = new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new(app.Urls.Single()) };
    }

    public HttpClient Http { get; }

    public Mailbox Mailbox { get; }

    public FakeTimeProvider Time { get; }

    public IReadOnlyCollection<string> Log => log.Lines;

    /// <summary>What stood on the queue.</summary>
    public List<string> Messages { get; } = [];

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    /// <summary>With the watches <c>one</c> and <c>two</c>.</summary>
    public static async Task<SubscribeLab> StartAsync(
        AzuriteFixture azurite,
        params (string Name, string Value)[] settings
    )
    {
        var lab = await StartEmptyAsync(azurite, settings);
        foreach (var id in (string[])["one", "two"])
            await lab.Get<WatchTable>().ApplyAsync(Watch(id), Cancel);
        return lab;
    }

    /// <summary>Without watches.</summary>
    public static async Task<SubscribeLab> StartEmptyAsync(
        AzuriteFixture azurite,
        params (string Name, string Value)[] settings
    )
    {
        var lab = await OpenAsync(azurite.NewAccount(), settings);
        await lab.Get<StorageSetup>().EnsureAsync(Cancel);
        return lab;
    }

    /// <summary>Another process on the same Storage.</summary>
    public Task<SubscribeLab> OpenAnotherAsync(params (string Name, string Value)[] settings) =>
        OpenAsync(storage, settings);

    /// <summary>Asks as the form does.</summary>
    public async Task<HttpResponseMessage> AskAsync(string address, params string[] watches) =>
        await Http.PostAsync(
            "/api/subscriptions",
            JsonContent.Create(new { address, watches = watches.Length > 0 ? watches : ["one"] }),
            Cancel
        );

    /// <summary>Runs the step behind the queue until the queue is empty.</summary>
    public async Task DrainAsync()
    {
        var trigger = Triggers.All.OfType<QueueTrigger>().Single(t => t.Queue == QueueNames.Welcome);
        var queue = Get<StorageAccount>().Queues.GetQueueClient(trigger.Queue);
        while (await queue.ReceiveMessageAsync(cancellationToken: Cancel) is { Value: { } message })
        {
            Messages.Add(message.MessageText);
            await trigger.Run(app.Services, message.MessageText, Cancel);
            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, Cancel);
        }
    }

    /// <summary>The mails to an address, oldest first.</summary>
    public IReadOnlyList<Mail> MailsTo(string address) => [.. Mailbox.Mails.Where(m => m.To.Single().Email == address)];

    /// <summary>The token of a kind of link in the last mail to an address.</summary>
    public string TokenIn(string address, string page) =>
        LinkPattern().Matches(MailsTo(address)[^1].Text!).Single(m => m.Groups[1].Value == page).Groups[2].Value;

    /// <summary>Asks, follows the mail's link, confirms.</summary>
    /// <returns>The reader's id.</returns>
    public async Task<string> SubscribeAsync(string address, params string[] watches)
    {
        using var asked = await AskAsync(address, watches);
        Assert.Equal(202, (int)asked.StatusCode);
        await DrainAsync();
        using var confirmed = await Http.PostAsync($"/ui/confirm/{TokenIn(address, "confirm")}", null, Cancel);
        Assert.Equal(200, (int)confirmed.StatusCode);
        return Get<ReaderSecrets>().IdOf(address);
    }

    public string Token(LinkUse use, string reader, string mark = "") => Get<ReaderLinks>().Token(use, reader, mark);

    public Task<ReaderRecord?> FindAsync(string reader) => Get<ReaderTable>().FindAsync(reader, Cancel);

    public async Task<string[]> AudienceAsync(string watch) =>
        [.. (await Get<Audience>().PageAsync(watch, "", 1000, Cancel)).Select(r => r.Id)];

    /// <summary>Every row of every table, as text; binary too.</summary>
    public async Task<IReadOnlyList<string>> RowsAsync()
    {
        var rows = new List<string>();
        var tables = Get<StorageAccount>().Tables;
        await foreach (var table in tables.QueryAsync(cancellationToken: Cancel))
        await foreach (var row in tables.GetTableClient(table.Name).QueryAsync<TableEntity>(cancellationToken: Cancel))
            rows.Add(
                $"{table.Name} {string.Join(' ', row.OrderBy(p => p.Key).Select(p => $"{p.Key}={Text(p.Value)}"))}"
            );
        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
        await Mailbox.DisposeAsync();
    }

    static async Task<SubscribeLab> OpenAsync(string storage, (string Name, string Value)[] settings)
    {
        var mailbox = await Mailbox.StartAsync(new() { ApiKey = MailKey }, Cancel);
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var log = new LogLines();
        var builder = Service.CreateBuilder([]);
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["AzureWebJobsStorage"] = storage,
                ["Mail:ApiKey"] = MailKey,
                ["Subscribe:Secret"] = Convert.ToBase64String(
                    Encoding.ASCII.GetBytes("a secret of 32 bytes for tests..")
                ),
                ["Subscribe:RequestsPerHour"] = "10000",
                ["Mail:From"] = "alerts@indicator-alerts.example",
                ["Mail:Recipients"] = "operator@indicator-alerts.example",
                ["Mail:SendGridUrl"] = mailbox.Url.ToString(),
                ["Admin:Key"] = AdminKey,
            }
        );
        builder.Configuration.AddInMemoryCollection(
            settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value))
        );
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Information);
        builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time));
        var app = builder.Build();
        app.MapService();
        app.Urls.Add("http://127.0.0.1:0");
        await app.StartAsync(Cancel);
        return new(app, storage, mailbox, time, log);
    }

    static Watch Watch(string id) =>
        new()
        {
            Id = id,
            Title = $"Watch {id}",
            Every = TimeSpan.FromMinutes(1),
            Indicators = [],
            RedLines = [],
        };

    static string Text(object? value) =>
        value is byte[] bytes ? Encoding.Latin1.GetString(bytes) : Convert.ToString(value, null) ?? "";

    [GeneratedRegex(@"https?://\S+/ui/(\w+)/([\w-]+)")]
    private static partial Regex LinkPattern();

    sealed class LogLines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");

        public void Dispose() { }
    }
}
