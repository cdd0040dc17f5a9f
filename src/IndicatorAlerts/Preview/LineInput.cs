using System.Text.Json.Nodes;
using IndicatorAlerts.Admin;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.Status;

namespace IndicatorAlerts.Preview;

/// <summary>Reads a red line that is being written: some fields of one that is there, or a new one.</summary>
static class LineInput
{
    const string Field = "redLine";

    /// <summary>The line whole; else the refusal.</summary>
    public static (RedLine? Line, IResult? Refusal) Read(JsonObject given, Watch watch)
    {
        try
        {
            if (given["id"] is not JsonValue value || !value.TryGetValue<string>(out var id))
                return (
                    null,
                    Problems.Invalid("The red line has no id.", [new($"{Field}.id", "A text was expected.")])
                );
            // Before it has a title it is known by its id.
            var start = Part.RedLine.Find(watch, id) is { } existing
                ? Part.RedLine.Json(existing)
                : new JsonObject { ["title"] = id };
            var merged = MergePatch.Apply(start, given)!.AsObject();
            return Bodies.Deserialize(merged, Part.RedLine.Input, "a red line");
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            return (null, Bodies.NotText());
        }
    }

    /// <summary>What is wrong with it, by its own fields.</summary>
    public static IReadOnlyList<FieldProblem> Local(IReadOnlyList<FieldProblem> errors, Watch draft, string id) =>
        [.. errors.Select(e => e with { Field = Part.RedLine.Local(e.Field, draft, id) })];

    /// <summary>A condition in its canonical form; null when it cannot be read.</summary>
    public static string? Canonical(string? condition) =>
        condition is null ? null : CompiledWatch.Format(condition, out _);
}
