using IndicatorAlerts.RedLines.Language;

namespace IndicatorAlerts.RedLines.Evaluation;

/// <summary>A mistake in a definition.</summary>
/// <param name="Path">The field, as in the JSON contract: <c>redLines[0].when</c>.</param>
/// <param name="Message">What is wrong and what was expected.</param>
/// <param name="At">Where in the expression, when the field holds one.</param>
public sealed record DefinitionError(string Path, string Message, ExpressionError? At = null);

/// <summary>A watch that is ready to be evaluated: expressions parsed, names resolved, types checked.</summary>
public sealed class CompiledWatch
{
    /// <summary>How far back late observations are asked what they would have changed.</summary>
    public static readonly TimeSpan Revisited = TimeSpan.FromDays(7);

    /// <summary>Nobody reads more, and each asks all names for what was meant.</summary>
    const int MostErrors = 100;

    readonly Scope scope;

    CompiledWatch(Watch watch, Scope scope, CompiledLine[] lines, int[] order) =>
        (Definition, this.scope, Lines, Order) = (watch, scope, lines, order);

    /// <summary>What was compiled.</summary>
    public Watch Definition { get; }

    /// <summary>Other watches whose level is read: <see cref="Advance"/> takes each as a series under <see cref="LevelOf"/>.</summary>
    public IReadOnlyList<string> Watches => [.. scope.Tracks.OfType<WatchPlan>().Select(p => p.Watch)];

    /// <summary>The key of a watch's level among the series: 0 calm, 1 notice to 4 critical, standing until it changes.</summary>
    public static string LevelOf(string watch) => $"level:{watch}";

    internal CompiledLine[] Lines { get; }

    /// <summary>Each line after those that it refers to.</summary>
    internal int[] Order { get; }

    internal Scope Scope => scope;

    /// <summary>Parses and checks; null and the errors when something is wrong.</summary>
    public static CompiledWatch? Compile(Watch watch, out IReadOnlyList<DefinitionError> errors)
    {
        var found = new List<DefinitionError>(Definitions.Check(watch));
        var scope = new Scope(watch);
        var lines = new CompiledLine[watch.RedLines.Count];
        for (var i = 0; i < lines.Length; i++)
        {
            if (found.Count >= MostErrors)
            {
                errors = found;
                return null;
            }
            var checker = new Checker(scope, i);
            var when = Condition(checker, watch.RedLines[i].When, $"redLines[{i}].when", found);
            var clear = watch.RedLines[i].ClearWhen is { } text
                ? Condition(checker, text, $"redLines[{i}].clearWhen", found)
                : null;
            lines[i] = new(watch.RedLines[i], when!, clear, checker.References, checker.Patience);
        }
        var order = Cycles.Order(lines, found);
        // A line that reads others sees no sooner than they do.
        foreach (var i in order)
        foreach (var read in lines[i].References)
            if (lines[read].Patience > lines[i].Patience)
                lines[i] = lines[i] with { Patience = lines[read].Patience };
        errors = found;
        return found.Count == 0 ? new(watch, scope, lines, order) : null;
    }

    /// <summary>Prints a condition in its canonical form; null and the error when it is none.</summary>
    public static string? Format(string condition, out ExpressionError? error)
    {
        try
        {
            error = null;
            return Printer.Print(Reader.Read(condition));
        }
        catch (ExpressionException e)
        {
            error = e.Error;
            return null;
        }
    }

    /// <summary>How far before the first instant an indicator is read, late data included; null when no red line reads it.</summary>
    public TimeSpan? Lookback(string indicator) => scope.Lookback(indicator) is { } back ? back + Revisited : null;

    /// <summary>The state of a watch that has never been evaluated: its first instant is the grid's at or before <paramref name="at"/>.</summary>
    public WatchState Start(DateTimeOffset at) => new() { EvaluatedTo = Floor(at) - Definition.Every };

    /// <summary>The level of the watch: the severity of its worst red line, those in shadow aside; null when all are calm.</summary>
    public Severity? Level(WatchState state) =>
        Definition
            .RedLines.Where(l => !l.Shadow && state.Lines.GetValueOrDefault(l.Id) is { IsRed: true })
            .Select(l => (Severity?)l.Severity)
            .Max();

    /// <summary>
    /// Walks from the state to <paramref name="until"/>, the same function live and in replay: over the grid's instants, and those
    /// between them at which an observation became known, so that what arrives is judged at once.
    /// </summary>
    /// <param name="state">Lines that it does not know start calm.</param>
    /// <param name="series">By indicator id; at least <see cref="Lookback"/> before the first instant.</param>
    /// <param name="until">UTC; the walk ends at the last of these instants at or before it.</param>
    /// <param name="mostTold">Stops after the instant at which at least so many notifications are due.</param>
    public Walk Advance(
        WatchState state,
        IReadOnlyDictionary<string, Series> series,
        DateTimeOffset until,
        int mostTold = int.MaxValue
    ) => new Walker(this, state, series).Walk(until, mostTold);

    /// <summary>Why a red line's condition has its value at the instant of a state, from what was known then.</summary>
    public Explanation Explain(string redLine, WatchState state, IReadOnlyDictionary<string, Series> series) =>
        new Walker(this, state, series).Explain(redLine);

    /// <summary>The grid's instant at or before another.</summary>
    internal DateTimeOffset Floor(DateTimeOffset at) =>
        new(at.UtcTicks - at.UtcTicks % Definition.Every.Ticks, TimeSpan.Zero);

    static TruthNode? Condition(Checker checker, string text, string path, List<DefinitionError> found)
    {
        try
        {
            return checker.Condition(text);
        }
        catch (ExpressionException e)
        {
            found.Add(new(path, e.Message, e.Error));
            return null;
        }
    }
}
