using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Packs;

namespace IndicatorAlerts.History;

/// <summary>Reads a pack.</summary>
public static class WatchFile
{
    /// <exception cref="InvalidDataException">The pack is not right.</exception>
    public static Watch Read(string file)
    {
        var yaml = File.ReadAllText(file);
        return Pack.Check(yaml) is [var error, ..]
            ? throw new InvalidDataException($"{file}:{error.Line}:{error.Column}: {error.Message}")
            : Pack.Read(yaml, out _)!;
    }
}
