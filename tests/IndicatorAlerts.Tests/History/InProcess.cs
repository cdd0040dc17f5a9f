using IndicatorAlerts.Collect;
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

    /// <param name="storage">The connection string.</param>
    /// <param name="feeds">Stands in for USGS and for <c>feeds.example</c>.</param>
    /// <param name="mailbox">Takes the mail.</param>
    /// <param name="now">Where the clock stands.</param>
    /// <param name="sources">Further kinds of sources.</param>
    public static InProcess Create(
        string storage,
        SampleFeeds feeds,
        Mailbox mailbox,
        DateTimeOffset now,
        params ISource[] sources
    )
    {
        var time = new FakeTimeProvider(now);
        var builder = Service.CreateBuilder([]);
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["AzureWebJobsStorage"] = storage,
                ["Mail:ApiKey"] = "SG.of-this-test",
                ["Subscribe:Secret"] = Convert.ToBase64String(new byte[32]),
                ["Mail:From"] = "alerts@indicator-alerts.example",
                ["Mail:Recipients"] = "reader@indicator-alerts.example",
                ["Mail:SendGridUrl"] = mailbox.Url.ToString(),
                ["Feeds:Mirrors:earthquake.usgs.gov"] = feeds.MirrorOf("earthquake.usgs.gov").ToString(),
                ["Feeds:Mirrors:feeds.example"] = feeds.MirrorOf("feeds.example").ToString(),
            }
        );
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(time);
        foreach (var source in sources)
            builder.Services.AddSingleton(source);
        return new(builder.Build(), time);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
