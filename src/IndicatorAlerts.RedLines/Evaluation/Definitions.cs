namespace IndicatorAlerts.RedLines.Evaluation;

/// <summary>What must hold of a watch beside its expressions.</summary>
static class Definitions
{
    /// <summary>More would make one evaluation too long: a thousand simple lines take milliseconds, and each indicator takes a query.</summary>
    const int MostLines = 1_000;
    const int MostIndicators = 200;
    const int MostEvents = 500;

    public static IEnumerable<DefinitionError> Check(Watch watch)
    {
        if (watch.Every < TimeSpan.FromSeconds(1))
            yield return new("every", "The grid's step must be a second or longer.");
        if (watch.RedLines.Count > MostLines)
            yield return new("redLines", $"A watch may have at most {MostLines} red lines.");
        if (watch.Indicators.Count > MostIndicators)
            yield return new("indicators", $"A watch may have at most {MostIndicators} indicators.");
        if (watch.Events.Count > MostEvents)
            yield return new("events", $"A watch may have at most {MostEvents} events.");
        foreach (var error in Texts(watch))
            yield return error;
        if (!IsId(watch.Id))
            yield return new("id", IdRule);
        foreach (var error in Ids("indicators", watch.Indicators.Select(i => i.Id)))
            yield return error;
        foreach (var error in Ids("redLines", watch.RedLines.Select(l => l.Id)))
            yield return error;
        for (var i = 0; i < watch.Indicators.Count; i++)
            if (watch.Indicators[i].StaleAfter <= TimeSpan.Zero)
                yield return new($"indicators[{i}].staleAfter", "It must be longer than nothing.");
        for (var i = 0; i < watch.RedLines.Count; i++)
        {
            if (watch.RedLines[i].RemindEvery is { } remind && remind <= TimeSpan.Zero)
                yield return new(
                    $"redLines[{i}].remindEvery",
                    "It must be longer than nothing; leave it out for no reminders."
                );
            if (watch.RedLines[i].MostPerDay < 0)
                yield return new($"redLines[{i}].mostPerDay", "It must be 0 (all are told) or more.");
        }
    }

    const int MostTitle = 200;
    const int MostReason = 2_000;

    static IEnumerable<DefinitionError> Texts(Watch watch)
    {
        List<(string Path, string Text, int Most)> texts = [("title", watch.Title, MostTitle)];
        foreach (var (indicator, i) in watch.Indicators.Select((x, i) => (x, i)))
        {
            texts.Add(($"indicators[{i}].title", indicator.Title, MostTitle));
            texts.Add(($"indicators[{i}].unit", indicator.Unit.Length == 0 ? "1" : indicator.Unit, MostTitle));
        }
        foreach (var (line, i) in watch.RedLines.Select((x, i) => (x, i)))
        {
            texts.Add(($"redLines[{i}].title", line.Title, MostTitle));
            texts.Add(($"redLines[{i}].ladder", line.Ladder ?? "-", MostTitle));
            if (line.Because?.Length > MostReason)
                yield return new($"redLines[{i}].because", $"It may have at most {MostReason} characters.");
        }
        texts.AddRange(watch.Events.Select((e, i) => ($"events[{i}].name", e.Name, MostTitle)));
        foreach (var (e, i) in watch.Events.Select((e, i) => (e, i)))
            texts.AddRange(e.ForetoldBy.Select((word, j) => ($"events[{i}].foretoldBy[{j}]", word, MostTitle)));
        foreach (var (path, text, most) in texts)
            if (string.IsNullOrWhiteSpace(text) || text.Length > most || text.Any(char.IsControl))
                yield return new(path, $"One line of 1 to {most} characters was expected.");
    }

    const string IdRule =
        "An id is of lower-case letters, digits and hyphens, starts with a letter and has at most 64 of them.";

    static IEnumerable<DefinitionError> Ids(string path, IEnumerable<string> ids)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (id, i) in ids.Select((id, i) => (id, i)))
        {
            if (!IsId(id))
                yield return new($"{path}[{i}].id", IdRule);
            if (!seen.Add(id))
                yield return new($"{path}[{i}].id", $"There are two of the id '{id}'.");
        }
    }

    static bool IsId(string id) =>
        id.Length is > 0 and <= 64
        && char.IsAsciiLetterLower(id[0])
        && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
