namespace IndicatorAlerts.Collect;

public static class CollectServices
{
    public static void AddCollect(this IServiceCollection services)
    {
        services.AddFetching();
        services.AddSingleton<ISource, UsgsSource>();
        services.AddSingleton<SourceCatalog>();
        services.AddSingleton<IndicatorCollector>();
        services.AddSingleton<CollectionSchedule>();
    }
}
