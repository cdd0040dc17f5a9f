using IndicatorAlerts.Admin.Drafts;
using IndicatorAlerts.Admin.Packs;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Admin;

/// <summary>Admins define watches; a change is effective at the watch's next instant.</summary>
public static class AdminServices
{
    public static void AddAdmin(this IServiceCollection services)
    {
        services.AddOptions<ApprovalOptions>().BindConfiguration("Admin");
        services.AddSingleton<Approval>();
        services.AddSingleton<DraftRows>();
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
        api.MapDrafts();
        api.MapPacks();
        api.MapAudit();
    }
}
