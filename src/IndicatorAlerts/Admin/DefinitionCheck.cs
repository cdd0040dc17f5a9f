using IndicatorAlerts.Collect;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.Status;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Admin;

/// <summary>Whether a definition can be evaluated and collected.</summary>
public sealed class DefinitionCheck(SourceCatalog sources, WatchReferences references)
{
    /// <summary>What is wrong, by the fields' paths in the watch; empty when all is well.</summary>
    public async Task<IReadOnlyList<FieldProblem>> FindAsync(Watch watch, CancellationToken cancel)
    {
        if (CompiledWatch.Compile(watch, out var errors) is not { } compiled)
            return [.. errors.Select(e => new FieldProblem(e.Path, e.Message, e.At?.Line, e.At?.Column))];
        var wrong = sources.Check(watch).Select(e => new FieldProblem(e.Path, e.Message)).ToList();
        if (wrong.Count == 0 && await references.CheckAsync(compiled, cancel) is { } circle)
            wrong.Add(new("redLines", circle));
        return wrong;
    }
}
