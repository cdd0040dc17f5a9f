using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using IndicatorAlerts.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace IndicatorAlerts.Tests.Access;

/// <summary>The service in this process, asked over HTTP, on real Storage and with a clock that tests set; no trigger runs.</summary>
sealed class AccessLab : IAsyncDisposable
{
    public const string AdminKey = "the-key-of-the-admin-of-this-lab";

    readonly WebApplication app;

    AccessLab(WebApplication app, FakeTimeProvider time, LogLines log)
    {
        (this.app, Time, Log) = (app, time, log);
        Address = new(app.Urls.Single());
        Http = Client();
    }

    public Uri Address { get; }

    public HttpClient Http { get; }

    /// <summary>The connection string.</summary>
    public string Storage => Get<IConfiguration>()["AzureWebJobsStorage"]!;

    public FakeTimeProvider Time { get; }

    /// <summary>Everything that was logged, at every level.</summary>
    public LogLines Log { get; }

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<AccessLab> StartAsync(
        AzuriteFixture azurite,
        params (string Name, string Value)[] settings
    )
    {
        var builder = Service.CreateBuilder([]);
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["AzureWebJobsStorage"] = azurite.NewAccount(),
                ["Mail:ApiKey"] = "SG.of-this-test",
                ["Mail:From"] = "alerts@indicator-alerts.example",
                ["Mail:Recipients"] = "reader@indicator-alerts.example",
                ["Subscribe:Secret"] = Convert.ToBase64String(new byte[32]),
                ["Admin:Key"] = AdminKey,
            }
        );
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(s => s.Name, s => (string?)s.Value));
        var (time, log) = (new FakeTimeProvider(TimeProvider.System.GetUtcNow()), new LogLines());
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Trace);
        builder.Services.AddSingleton<TimeProvider>(time);
        var app = builder.Build();
        app.MapService();
        app.Urls.Add("http://127.0.0.1:0");
        await app.Services.GetRequiredService<StorageSetup>().EnsureAsync(Cancel);
        await app.StartAsync(Cancel);
        return new(app, time, log);
    }

    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    public IEnumerable<RouteEndpoint> Endpoints =>
        ((IEndpointRouteBuilder)app).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>();

    /// <summary>A client with its own cookies, which follows no redirect.</summary>
    public HttpClient Client(string? key = null)
    {
        var client = new HttpClient(
            new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }
        )
        {
            BaseAddress = Address,
        };
        if (key is not null)
            client.DefaultRequestHeaders.Add("X-Api-Key", key);
        return client;
    }

    /// <summary>Makes a key as an admin does.</summary>
    public async Task<(string Id, string Key)> MakeKeyAsync(object request)
    {
        using var admin = Client(AdminKey);
        using var answer = await admin.PostAsJsonAsync("/api/keys", request, Cancel);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var made = (await answer.Content.ReadFromJsonAsync<JsonNode>(Cancel))!;
        return ((string)made["details"]!["id"]!, (string)made["key"]!);
    }

    /// <summary>Puts a row in place that this service would never write.</summary>
    public Task SpoilKeysAsync() =>
        new TableClient(Storage, "keys").AddEntityAsync(new TableEntity("key", "spoilt"), Cancel);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
    }
}

/// <summary>One lab for the tests of a class that leave it as it was.</summary>
public sealed class SharedLab(AzuriteFixture azurite) : IAsyncLifetime
{
    internal AccessLab Lab { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Lab = await AccessLab.StartAsync(azurite);

    public ValueTask DisposeAsync() => Lab.DisposeAsync();
}

/// <summary>Keeps what is logged.</summary>
sealed class LogLines : ILoggerProvider, ILogger
{
    readonly ConcurrentQueue<string> lines = new();

    public string Text => string.Join('\n', lines);

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
    ) => lines.Enqueue($"{formatter(state, exception)} {exception}");

    public void Dispose() { }
}
