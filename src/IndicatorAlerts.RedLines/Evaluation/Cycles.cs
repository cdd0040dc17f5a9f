namespace IndicatorAlerts.RedLines.Evaluation;

/// <summary>Orders red lines so that each comes after those it refers to.</summary>
static class Cycles
{
    enum Mark
    {
        New,
        Open,
        Done,
    }

    public static int[] Order(CompiledLine[] lines, List<DefinitionError> errors)
    {
        var (order, path, marks) = (new List<int>(), new List<int>(), new Mark[lines.Length]);
        for (var i = 0; i < lines.Length; i++)
            if (Visit(lines, i, path, marks, order) is { } cycle)
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
    static List<int>? Visit(CompiledLine[] lines, int at, List<int> path, Mark[] marks, List<int> order)
    {
        if (marks[at] == Mark.Done)
            return null;
        if (marks[at] == Mark.Open)
            return [.. path[path.IndexOf(at)..], at];
        marks[at] = Mark.Open;
        path.Add(at);
        foreach (var reference in lines[at].References)
            if (Visit(lines, reference, path, marks, order) is { } cycle)
                return cycle;
        path.RemoveAt(path.Count - 1);
        marks[at] = Mark.Done;
        order.Add(at);
        return null;
    }
}
