using IndicatorAlerts.Local.Feeds;
using IndicatorAlerts.Local.Mails;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace IndicatorAlerts.Tests.History;

/// <summary>The service in this process, on real Storage, with a clock that tests set: for history, which no process can live through.</summary>
sealed class InProcess(WebApplication app, FakeTimeProvider time) : IAsyncDisposable
{
    public FakeTimeProvider Time => time;

    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    public static InProcess Create(string storage, SampleFeeds feeds, Mailbox mailbox, DateTimeOffset now)
    {
        var time = new FakeTimeProvider(now);
        var builder = Service.CreateBuilder([]);
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["AzureWebJobsStorage"] = storage,
                ["Mail:ApiKey"] = "SG.of-this-test",
                ["Mail:From"] = "alerts@indicator-alerts.example",
                ["Mail:Recipients"] = "reader@indicator-alerts.example",
                ["Mail:SendGridUrl"] = mailbox.Url.ToString(),
                ["Feeds:Mirrors:earthquake.usgs.gov"] = feeds.MirrorOf("earthquake.usgs.gov").ToString(),
            }
        );
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(time);
        return new(builder.Build(), time);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
