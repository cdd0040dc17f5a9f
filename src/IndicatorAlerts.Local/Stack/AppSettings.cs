using IndicatorAlerts.Local.Feeds;

namespace IndicatorAlerts.Local.Stack;

/// <summary>What the app is told about the stack around it.</summary>
internal sealed record AppSettings(
    int Port,
    string Storage,
    Uri MailUrl,
    string MailKey,
    string WebhookKey,
    string AdminKey,
    string SubscribeSecret,
    SampleFeeds? Feeds
)
{
    public Uri Url => new($"http://localhost:{Port}/");

    /// <summary>Where the mailbox tells what became of mails.</summary>
    public Uri Events => new($"http://127.0.0.1:{Port}/api/sendgrid/events");

    public Dictionary<string, string?> ToEnvironment()
    {
        var settings = new Dictionary<string, string?>
        {
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{Port}",
            // Set in some terminals by the Functions tools; it would make the app wait for a Functions host.
            ["FUNCTIONS_CUSTOMHANDLER_PORT"] = null,
            ["AzureWebJobsStorage"] = Storage,
            ["Mail__ApiKey"] = MailKey,
            ["Mail__From"] = "alerts@indicator-alerts.example",
            ["Mail__FromName"] = "IndicatorAlerts (local)",
            ["Mail__Recipients"] = "you@indicator-alerts.example",
            ["Mail__SendGridUrl"] = MailUrl.ToString().TrimEnd('/'),
            ["Mail__WebhookKey"] = WebhookKey,
            ["Admin__Key"] = AdminKey,
            ["Subscribe__Secret"] = SubscribeSecret,
            ["Site__PublicUrl"] = Url.ToString().TrimEnd('/'),
        };
        if (Feeds is null)
            return settings;
        foreach (var host in SampleFeeds.Hosts)
            settings[$"Feeds__Mirrors__{host}"] = Feeds.MirrorOf(host).ToString();
        // What a pack asks of other hosts ends at the samples too, with 404: nothing leaves this machine.
        settings["Feeds__Proxy"] = Feeds.Url.ToString();
        return settings;
    }
}
