using IndicatorAlerts.Hosting;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Commands;

/// <summary>Finds the indicators that a person names.</summary>
static class IndicatorChoice
{
    /// <summary>Whether the text names a file rather than an indicator in Storage.</summary>
    public static bool IsPack(string target) =>
        File.Exists(target)
        || target.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase)
        || target.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);

    /// <summary>Those of a pack; null when there is none, which is told to the person.</summary>
    public static List<Indicator>? OfPack(FileInfo file, string? id)
    {
        if (PackCommands.Read(file) is not { } watch)
            return null;
        var found = watch.Indicators.Where(i => id is null ? i.Source is not null : i.Id == id).ToList();
        if (found.Count == 0)
            Refusals.Refuse(
                id is null
                    ? $"No indicator of {file} has a source."
                    : $"{file} has no indicator '{id}'; it has: {string.Join(", ", watch.Indicators.Select(i => i.Id))}."
            );
        return WithSource(found);
    }

    /// <inheritdoc cref="OfPack"/>
    public static async Task<List<Indicator>?> OfStorageAsync(
        IServiceProvider services,
        IConfiguration configuration,
        string target,
        string? id,
        CancellationToken cancel
    )
    {
        if (StorageAccount.Check(configuration) is { } wrong)
        {
            Refusals.Refuse(wrong, "A pack can be tried without Storage: IndicatorAlerts indicator try PACK.yaml");
            return null;
        }
        var watches = services.GetRequiredService<WatchTable>();
        var path = (id is null ? target : $"{target}/{id}").Split('/');
        var among = path.Length == 2 ? [path[0]] : await watches.ListAsync(cancel);
        var found = new List<(string Watch, Indicator Indicator)>();
        if (path.Length <= 2 && path.All(CanBeId))
            foreach (var watch in among)
                if (await watches.FindIndicatorAsync(watch, path[^1], cancel) is { } indicator)
                    found.Add((watch, indicator));
        if (found.Count == 1)
            return WithSource([found[0].Indicator]);
        Refusals.Refuse(
            found.Count == 0
                ? $"Storage holds no indicator '{string.Join('/', path)}', and no such file is here; 'IndicatorAlerts indicator try PACK.yaml' tries a pack."
                : $"Several watches have it; name one: {string.Join(", ", found.Select(f => $"{f.Watch}/{f.Indicator.Id}"))}."
        );
        return null;
    }

    static List<Indicator>? WithSource(List<Indicator> found)
    {
        if (found.FirstOrDefault(i => i.Source is null) is { } pushed)
            Refusals.Refuse($"'{pushed.Id}' has no source: its values are pushed to it, and there is no feed to try.");
        return found.Count > 0 && found.All(i => i.Source is not null) ? found : null;
    }

    static bool CanBeId(string id) => id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
