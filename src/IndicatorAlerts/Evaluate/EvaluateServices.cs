namespace IndicatorAlerts.Evaluate;

public static class EvaluateServices
{
    public static void AddEvaluate(this IServiceCollection services)
    {
        services.AddSingleton<CompiledWatches>();
        services.AddSingleton<WatchEvaluator>();
        services.AddSingleton<StoredHistory>();
        services.AddSingleton<EvaluationSchedule>();
    }
}
