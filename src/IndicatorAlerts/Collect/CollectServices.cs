namespace IndicatorAlerts.Collect;

public static class CollectServices
{
    public static void AddCollect(this IServiceCollection services)
    {
        services.AddFetching();
        services
            .AddOptions<FeedOptions>()
            .BindConfiguration("Feeds")
            .Validate(o => o.TimeoutSeconds is > 0 and <= 240, "Feeds__TimeoutSeconds must be above 0 and at most 240.")
            .Validate(
                o => o.MaxBytes is >= 1024 and <= 256 * 1024 * 1024,
                "Feeds__MaxBytes must be from 1024 to 268435456."
            )
            .Validate(o => o.RetrySeconds is > 0 and <= 3600, "Feeds__RetrySeconds must be above 0 and at most 3600.")
            .Validate(
                o =>
                    o.Mirrors.Values.All(m =>
                        Uri.TryCreate(m, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
                    ),
                "Feeds__Mirrors__HOST must be an http or https address."
            )
            .ValidateOnStart();
        services.AddSources();
        services.AddSingleton<IndicatorCollector>();
        services.AddSingleton<CollectionSchedule>();
    }

    /// <summary>Every kind of source, which needs no settings.</summary>
    public static IServiceCollection AddSources(this IServiceCollection services) =>
        services
            .AddSingleton<ISource, CsvSource>()
            .AddSingleton<ISource, FrankfurterSource>()
            .AddSingleton<ISource, GdeltDocSource>()
            .AddSingleton<ISource, GdeltEventsSource>()
            .AddSingleton<ISource, GovUkSource>()
            .AddSingleton<ISource, GprSource>()
            .AddSingleton<ISource, JsonSource>()
            .AddSingleton<ISource, NgaSource>()
            .AddSingleton<ISource, RssSource>()
            .AddSingleton<ISource, UsgsSource>()
            .AddSingleton<ISource, WikimediaSource>()
            .AddSingleton<SourceCatalog>();
}
