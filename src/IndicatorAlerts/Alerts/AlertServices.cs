using IndicatorAlerts.Alerts.Dossiers;
using IndicatorAlerts.Alerts.Silences;

namespace IndicatorAlerts.Alerts;

public static class AlertServices
{
    public static void AddAlerts(this IServiceCollection services)
    {
        services.AddSingleton<AlertRows>();
        services.AddSingleton<AlertMaker>();
        services.AddSingleton<DossierArchive>();
        services.AddSingleton<EffectTable>();
    }
}
