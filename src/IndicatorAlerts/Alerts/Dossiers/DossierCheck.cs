using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Alerts.Dossiers;

/// <summary>Decides an alert again from its dossier alone, and compares.</summary>
public static class DossierCheck
{
    /// <summary>What differs, a sentence each; none when all is the same to the bit.</summary>
    /// <param name="file">The dossier as it was stored.</param>
    public static IReadOnlyList<string> Check(JsonElement file)
    {
        if (Read(file) is not { } dossier)
            return ["This is no dossier: it does not hold an alert, a watch, a state and series."];
        var seal = DossierSeal.Of(file);
        return
        [
            .. seal == dossier.Alert.Seal
                ? []
                : (string[])[$"seal: the dossier says {dossier.Alert.Seal ?? "nothing"}, its content gives {seal}"],
            .. Decide(dossier),
        ];
    }

    /// <summary>Reads a dossier; null when it is none.</summary>
    public static Dossier? Read(JsonElement file)
    {
        try
        {
            return file.Deserialize(DossierJson.Default.Dossier);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static IEnumerable<string> Decide(Dossier dossier)
    {
        if (dossier.Series.Sum(s => s.LeftOut) is > 0 and var lost)
            return [$"It cannot be decided again: {lost} points were too many for the dossier."];
        if (CompiledWatch.Compile(dossier.Watch, out var errors) is not { } watch)
            return [$"The watch cannot be evaluated: {errors[0].Path}: {errors[0].Message}"];
        var alert = dossier.Alert;
        var (at, kind) = alert.Late is { } late ? (late.At, late.Kind) : (alert.At, alert.Kind);
        var walk = watch.Advance(
            dossier.Before,
            dossier.Series.ToDictionary(s => s.Key, s => Series(s, dossier.Watch)),
            at
        );
        return
            walk.Transitions.FirstOrDefault(t => t.RedLine == alert.RedLine.Id && t.At == at && t.Tell == kind)
                is { } found
            ? Compare(alert, Again(alert, Alert.Of(dossier.Watch, found)), "the dossier", "a new evaluation")
            :
            [
                $"Nothing of the kind '{Word(kind)}' is found on '{alert.RedLine.Id}' at {at:u}; there is: "
                    + (walk.Transitions is [] ? "nothing" : string.Join(", ", walk.Transitions.Select(Text))),
            ];
    }

    static Alert Again(Alert alert, Alert found)
    {
        if (alert.Late is not { } late)
            return found;
        var withheld = late with { Alert = found.Id, Episode = found.Episode, Sentence = found.Sentence };
        return found.Afterwards(new(withheld, alert.At));
    }

    static Series Series(DossierSeries series, Watch watch) =>
        new(
            watch.Indicators.FirstOrDefault(i => i.Id == series.Key) ?? new() { Id = series.Key, Title = series.Key },
            series.Points.Select(p => new Observation(p.ObservedAt, p.Value, p.KnownAt)),
            series.Reads
        );

    /// <summary>Where two alerts differ, how telling people has gone aside.</summary>
    /// <param name="told">The one.</param>
    /// <param name="again">The other.</param>
    /// <param name="teller">What says the one.</param>
    /// <param name="other">What says the other.</param>
    public static IEnumerable<string> Compare(Alert told, Alert again, string teller, string other)
    {
        (string, string, string)[] fields =
        [
            ("id", told.Id, again.Id),
            ("watch", told.Watch, again.Watch),
            ("watchTitle", told.WatchTitle, again.WatchTitle),
            ("kind", Word(told.Kind), Word(again.Kind)),
            ("at", $"{told.At:O}", $"{again.At:O}"),
            ("episode", $"{told.Episode:O}", $"{again.Episode:O}"),
            ("from", $"{told.From}", $"{again.From}"),
            ("to", $"{told.To}", $"{again.To}"),
            ("sentence", told.Sentence, again.Sentence),
            ("truth", $"{told.Explanation.Truth}", $"{again.Explanation.Truth}"),
            (
                "explanation",
                Json(told.Explanation, DossierJson.Default.Explanation),
                Json(again.Explanation, DossierJson.Default.Explanation)
            ),
            ("redLine", Json(told.RedLine, WatchJson.Default.RedLine), Json(again.RedLine, WatchJson.Default.RedLine)),
            ("late", $"{told.Late}", $"{again.Late}"),
        ];
        return fields
            .Where(f => f.Item2 != f.Item3)
            .Select(f => $"{f.Item1}: by {teller} it is '{f.Item2}', by {other} '{f.Item3}'");
    }

    static string Json<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, type);

    static string Text(Transition t) => $"{Word(t.Tell)} of '{t.RedLine}' at {t.At:u}";

    static string Word(NotificationKind? kind) => kind?.ToString().ToLowerInvariant() ?? "a step that is not told";
}
