using System.Text.RegularExpressions;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.Status;

namespace IndicatorAlerts.Subscribe;

/// <summary>Turns what was sent into wishes, or says what is wrong with each field.</summary>
public static partial class WishesCheck
{
    const int MostWatches = 50;
    const int MostMails = 100;
    const int MostZone = 64;
    const int HoursOfDay = 24;
    const int MostShown = 64;

    /// <param name="input">What was sent.</param>
    /// <param name="known">The ids of all watches.</param>
    /// <returns>The wishes; null with the problems.</returns>
    public static (Subscription? Wishes, IReadOnlyList<FieldProblem> Problems) Read(
        SubscriptionInput input,
        IReadOnlyCollection<string> known
    )
    {
        var problems = new List<FieldProblem>();
        var defaults = new Subscription { Watches = [] };
        var wishes = new Subscription
        {
            Watches = ReadWatches(input.Watches, known, problems),
            LeastSeverity = ReadWord("leastSeverity", input.LeastSeverity, defaults.LeastSeverity, problems),
            Kinds = ReadKinds(input.Kinds, problems),
            Rhythm = ReadWord("rhythm", input.Rhythm, defaults.Rhythm, problems),
            Hour = input.Hour ?? defaults.Hour,
            Zone = input.Zone ?? defaults.Zone,
            Quiet = ReadQuiet(input.Quiet, problems),
            MostPerHour = input.MostPerHour,
            Paused = input.Paused ?? false,
        };
        if (wishes.Hour is < 0 or >= HoursOfDay)
            problems.Add(new("hour", "It must be from 0 to 23."));
        if (!IsZone(wishes.Zone))
            problems.Add(new("zone", "It must be a time zone of the IANA list, such as Europe/Berlin or Asia/Seoul."));
        if (wishes.MostPerHour is < 1 or > MostMails)
            problems.Add(new("mostPerHour", $"It must be from 1 to {MostMails}; leave it out for no limit."));
        return problems.Count == 0 ? (wishes, []) : (null, problems);
    }

    /// <summary>Whether a text names a time zone that is on this machine: those of the list, not the machine's own files beside them.</summary>
    public static bool IsZone(string text) =>
        text.Length <= MostZone
        && ZoneName().IsMatch(text)
        && text.Split('/')[0] is not ("posix" or "right" or "localtime" or "posixrules" or "Factory")
        && TimeZoneInfo.TryFindSystemTimeZoneById(text, out _);

    static List<string> ReadWatches(
        IReadOnlyList<string?>? given,
        IReadOnlyCollection<string> known,
        List<FieldProblem> problems
    )
    {
        if (given is null or [])
            problems.Add(new("watches", "Choose at least one watch."));
        else if (given.Count > MostWatches)
            problems.Add(new("watches", $"Choose at most {MostWatches} watches."));
        else
            for (var i = 0; i < given.Count; i++)
                if (given[i] is null || !known.Contains(given[i]!))
                    problems.Add(new($"watches[{i}]", $"There is no watch '{Shown(given[i])}'."));
        return [.. (given ?? []).OfType<string>().Distinct(StringComparer.Ordinal)];
    }

    static List<NotificationKind> ReadKinds(IReadOnlyList<string?>? given, List<FieldProblem> problems)
    {
        var all = Enum.GetValues<NotificationKind>();
        if (given?.Count > all.Length)
        {
            problems.Add(new("kinds", "Name each kind once."));
            return [];
        }
        var kinds = new List<NotificationKind>();
        for (var i = 0; i < (given?.Count ?? 0); i++)
            kinds.Add(ReadWord($"kinds[{i}]", given![i] ?? "", default(NotificationKind), problems));
        // Who chooses all of today wants those of tomorrow too.
        return kinds.Distinct().Count() == all.Length ? [] : [.. kinds.Distinct()];
    }

    static QuietHours? ReadQuiet(QuietInput? given, List<FieldProblem> problems)
    {
        if (given is null)
            return null;
        if (!Words.TryRead(given.From, out var from))
            problems.Add(new("quiet.from", "It must be a time of day such as 22:00."));
        if (!Words.TryRead(given.To, out var to))
            problems.Add(new("quiet.to", "It must be a time of day such as 07:00."));
        else if (from == to && !problems.Exists(p => p.Field == "quiet.from"))
            problems.Add(new("quiet.to", "It must differ from the beginning."));
        return new()
        {
            From = from,
            To = to,
            ExceptCritical = given.ExceptCritical ?? true,
        };
    }

    static T ReadWord<T>(string field, string? text, T otherwise, List<FieldProblem> problems)
        where T : struct, Enum
    {
        if (text is null)
            return otherwise;
        if (!Words.TryRead<T>(text, out var value))
            problems.Add(new(field, $"It must be one of {Words.All<T>()}."));
        return value;
    }

    static string Shown(string? text) => text is { Length: > MostShown } ? text[..MostShown] + "…" : text ?? "";

    [GeneratedRegex("^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+){0,2}$", RegexOptions.NonBacktracking)]
    private static partial Regex ZoneName();
}
