using IndicatorAlerts.Collect;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Packs;

namespace IndicatorAlerts.Commands;

/// <summary>Checks packs whole: what the red-line library knows of, and the sources.</summary>
static class PackReading
{
    public static IReadOnlyList<PackError> Check(string yaml) => Read(yaml, out var errors) is null ? errors : [];

    /// <summary>A pack that is right; null and the errors when it is not.</summary>
    public static Watch? Read(string yaml, out IReadOnlyList<PackError> errors)
    {
        using var services = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddSources()
            .BuildServiceProvider();
        return Pack.ReadRight(yaml, services.GetRequiredService<SourceCatalog>().Check, out errors);
    }
}
