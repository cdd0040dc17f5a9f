namespace IndicatorAlerts.RedLines.Evaluation;

/// <summary>Orders red lines so that each comes after those it refers to.</summary>
static class Cycles
{
    public static int[] Order(CompiledLine[] lines, List<DefinitionError> errors)
    {
        var order = new List<int>();
        var done = new bool[lines.Length];
        for (var i = 0; i < lines.Length; i++)
            if (Visit(lines, i, [], done, order) is { } cycle)
            {
                var names = cycle.Select(c => lines[c].Definition.Id);
                errors.Add(
                    new(
                        $"redLines[{i}].when",
                        $"Red lines refer to each other in a circle: {string.Join(" -> ", names)}."
                    )
                );
                break;
            }
        return [.. order];
    }

    /// <summary>The cycle that is reached from a line, from the line in it to itself; null when there is none.</summary>
    static List<int>? Visit(CompiledLine[] lines, int at, List<int> path, bool[] done, List<int> order)
    {
        if (done[at])
            return null;
        if (path.IndexOf(at) is >= 0 and var from)
            return [.. path[from..], at];
        foreach (var reference in lines[at].References)
            if (Visit(lines, reference, [.. path, at], done, order) is { } cycle)
                return cycle;
        done[at] = true;
        order.Add(at);
        return null;
    }
}
