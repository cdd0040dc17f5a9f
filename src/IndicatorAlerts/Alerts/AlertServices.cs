using IndicatorAlerts.Alerts.Asking;
using IndicatorAlerts.Alerts.Dossiers;
using IndicatorAlerts.Alerts.Feeds;
using IndicatorAlerts.Alerts.Silences;

namespace IndicatorAlerts.Alerts;

public static class AlertServices
{
    public static void AddAlerts(this IServiceCollection services)
    {
        services.AddSingleton<AlertRows>();
        services.AddSingleton<AlertMaker>();
        services.AddSingleton<DossierArchive>();
        services.AddSingleton<DossierExpiry>();
        services.AddSingleton<EffectTable>();
        services.AddSingleton<AlertFinder>();
        services.AddSingleton<AlertPages>();
        services.AddSingleton<FeedSite>();
    }

    public static void MapAlerts(this RouteGroupBuilder api)
    {
        api.MapAlertList();
        api.MapSilences();
        api.MapAcknowledgements();
        api.MapFeeds();
    }
}
