using IndicatorAlerts.Admin.Packs;

namespace IndicatorAlerts.Admin;

/// <summary>Admins define watches; a change is effective at the watch's next instant.</summary>
public static class AdminServices
{
    public static void AddAdmin(this IServiceCollection services)
    {
        services.AddSingleton<DefinitionCheck>();
        services.AddSingleton<DefinitionChanges>();
        services.AddSingleton<ChangeRecords>();
    }

    public static void MapAdmin(this RouteGroupBuilder api)
    {
        api.MapWatches();
        api.MapParts();
        api.MapLadders();
        api.MapVersions();
        api.MapPacks();
        api.MapAudit();
    }
}
