using IndicatorAlerts.Collect;
using IndicatorAlerts.RedLines.Packs;

namespace IndicatorAlerts.Commands;

/// <summary>Checks packs whole: what the red-line library knows of, and the sources.</summary>
static class PackReading
{
    public static IReadOnlyList<PackError> Check(string yaml)
    {
        if (Pack.Check(yaml) is { Count: > 0 } errors)
            return errors;
        using var services = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddSources()
            .BuildServiceProvider();
        return Pack.Check(yaml, services.GetRequiredService<SourceCatalog>().Check);
    }
}
