using System.Globalization;
using IndicatorAlerts.Admin;
using IndicatorAlerts.Admin.Packs;
using IndicatorAlerts.Collect;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.Status;
using static IndicatorAlerts.Commands.Refusals;

namespace IndicatorAlerts.Commands;

/// <summary>Applies packs, over HTTP or directly to Storage.</summary>
static class PackApply
{
    const int Differs = 2;

    internal sealed record Request(FileInfo File, string? Server, bool Prune, int? Base, bool Force, string? Note);

    /// <returns>The exit code: 0 when nothing would change, 2 when something would.</returns>
    public static async Task<int> DiffAsync(
        FileInfo file,
        string url,
        bool prune,
        string? history,
        CancellationToken cancel
    )
    {
        if (PackCommands.ReadText(file) is not var (_, yaml))
            return 1;
        return await WithServerAsync(
            url,
            async server =>
            {
                var plan = await server.PlanAsync(yaml, prune, history, cancel);
                Print(plan);
                return plan.Changes.Count == 0 ? 0 : Differs;
            }
        );
    }

    /// <returns>The exit code.</returns>
    public static async Task<int> ApplyAsync(Request request, CancellationToken cancel)
    {
        if (PackCommands.ReadText(request.File) is not var (pack, yaml))
            return 1;
        if (request.Server is null)
            return await ApplyToStorageAsync(request, pack, cancel);
        return await WithServerAsync(
            request.Server,
            async server =>
            {
                var plan = await server.PlanAsync(yaml, request.Prune, null, cancel);
                Print(plan);
                int? on = request.Force ? null : request.Base ?? plan.Base;
                Print(await server.ApplyAsync(yaml, on, request.Prune, request.Note, cancel));
                return 0;
            }
        );
    }

    /// <returns>The exit code.</returns>
    public static Task<int> ExportAsync(string watch, string url, CancellationToken cancel) =>
        WithServerAsync(
            url,
            async server =>
            {
                Console.Write(await server.ExportAsync(watch, cancel));
                return 0;
            }
        );

    static async Task<int> ApplyToStorageAsync(Request request, Watch pack, CancellationToken cancel)
    {
        var builder = Service.CreateBuilder([]);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        if (StorageAccount.Check(builder.Configuration) is { } wrong)
            return Refuse(wrong);
        await using var app = builder.Build();
        try
        {
            await app.Services.GetRequiredService<StorageSetup>().EnsureAsync(cancel);
            return await ApplyToStorageAsync(request, pack, app.Services, cancel);
        }
        catch (Exception e) when (StorageAccount.IsUnavailable(e))
        {
            return Refuse($"The pack is not in place. {StorageAccount.Explain(e)}");
        }
    }

    static async Task<int> ApplyToStorageAsync(
        Request request,
        Watch pack,
        IServiceProvider services,
        CancellationToken cancel
    )
    {
        var on = new PackBase(request.Force ? null : request.Base);
        PackPlan? plan = null;
        string? drift = null;
        var outcome = await services
            .GetRequiredService<DefinitionChanges>()
            .ChangeAsync(
                pack.Id,
                current =>
                {
                    (plan, var result) = PackPlan.Of(current, pack, request.Prune);
                    drift = plan.Changes.Count == 0 ? null : on.Drift(current);
                    return drift is null ? result : Decision.No(Problems.Conflict(drift));
                },
                new("command line", "command", "pack.apply", pack.Id, request.Note),
                cancel
            );
        if (outcome.Errors is { } errors)
            return Refuse(errors.Select(e => $"{request.File}: {e.Field}: {e.Message}"));
        if (outcome is { Stored: null, Draft: null })
            return Refuse(
                drift ?? "The pack is not in place: it is too large, or others change the watch again and again."
            );
        Print(plan!);
        Print(new PackApplied(outcome.Stored?.Version ?? plan!.Base, plan!, outcome.Draft));
        // A feed that is read once a day should not be waited for a day.
        if (outcome.Stored is { } stored)
            await services.GetRequiredService<CollectionSchedule>().QueueNowAsync(stored.Watch, cancel);
        return 0;
    }

    static async Task<int> WithServerAsync(string url, Func<PackServer, Task<int>> act)
    {
        var (server, wrong) = PackServer.Open(url);
        if (server is null)
            return Refuse(wrong!);
        using (server)
            try
            {
                return await act(server);
            }
            catch (ServerException e)
            {
                return Refuse(e.Message);
            }
    }

    static void Print(PackPlan plan)
    {
        foreach (var line in PackText.Lines(plan))
            Console.WriteLine(line);
    }

    static void Print(PackApplied applied)
    {
        var what =
            applied.Draft is { } draft ? $"nothing is changed yet, draft {draft.Id} waits for a second person"
            : applied.Plan.Changes.Count == 0 ? "nothing to change"
            : "in place";
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{applied.Plan.Watch}: {what}, version {applied.Version}.")
        );
    }
}
