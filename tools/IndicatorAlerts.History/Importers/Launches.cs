using System.Globalization;
using System.Text.Json;

namespace IndicatorAlerts.History.Importers;

/// <summary>Missile launches of the CNS/NTI database, in the place of the agency's reports that the service reads.</summary>
static class Launches
{
    static readonly string[] LongRange =
    [
        "taepodong",
        "unha",
        "chollima",
        "hwasong-14",
        "hwasong-15",
        "hwasong-17",
        "hwasong-18",
        "hwasong-19",
    ];

    public static void Import(string folder, HistoryRows rows)
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "nk_missile_tests_1984_2024.json")));
        foreach (var launch in file.RootElement.GetProperty("launches").EnumerateArray())
        {
            var text = launch.GetProperty("date").GetString()!;
            if (
                !DateOnly.TryParseExact(
                    text,
                    "yyyy-MM-dd",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out var day
                )
            )
                continue; // Six of the first years have only a month.
            // Seoul's Joint Chiefs tell of a launch within the hour. One without a time counts as known when its day ends.
            var at = At(day, launch.GetProperty("time").GetString()!, out var timed);
            var known = timed ? at.AddHours(1) : Table.Utc(day, 23);
            rows.Add("missile-launch", at, 1, known);
            var missile = launch.GetProperty("missile").GetString()!;
            if (LongRange.Any(l => missile.StartsWith(l, StringComparison.Ordinal)))
                rows.Add("long-range-launch", at, 1, known);
        }
        rows.Read("missile-launch", Spans.Begin(1993), Spans.End);
        rows.Read("long-range-launch", Spans.Begin(1993), Spans.End);
    }

    static DateTimeOffset At(DateOnly day, string time, out bool timed)
    {
        timed = TimeOnly.TryParseExact(
            time.Split(' ')[0],
            ["HH:mm", "H:mm"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var clock
        );
        return new(day, timed ? clock : new(12, 0), TimeSpan.Zero);
    }
}
