namespace IndicatorAlerts.Digests;

public static class DigestServices
{
    public static void AddDigests(this IServiceCollection services)
    {
        services.AddSingleton<DigestRun>();
        services.AddSingleton<HeldRelease>();
    }
}
