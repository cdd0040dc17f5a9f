using System.Collections.Concurrent;
using Azure;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Evaluate;

/// <summary>Compiles each version of a watch once.</summary>
public sealed partial class CompiledWatches(ILogger<CompiledWatches> log)
{
    readonly ConcurrentDictionary<string, (ETag Tag, CompiledWatch? Watch)> compiled = new(StringComparer.Ordinal);

    /// <summary>Ready to be evaluated; null when the definition is wrong, which is logged.</summary>
    public CompiledWatch? Of(StoredWatch watch)
    {
        var id = watch.Definition.Id;
        if (compiled.TryGetValue(id, out var known) && known.Tag == watch.DefinitionTag)
            return known.Watch;
        var fresh = CompiledWatch.Compile(watch.Definition, out var errors);
        if (fresh is null)
            Broken(log, id, errors[0].Path, errors[0].Message);
        compiled[id] = (watch.DefinitionTag, fresh);
        return fresh;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Watch} cannot be evaluated: {Path}: {Error}")]
    static partial void Broken(ILogger log, string watch, string path, string error);
}
