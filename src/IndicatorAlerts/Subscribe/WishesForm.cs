using System.Globalization;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.Status;
using Microsoft.Extensions.Primitives;

namespace IndicatorAlerts.Subscribe;

/// <summary>The form of wishes: what it shows, and how it is read.</summary>
/// <param name="Values">As typed, or as they are.</param>
/// <param name="Titles">Of all watches by their ids.</param>
/// <param name="Problems">Of what was typed; empty at first.</param>
public sealed record WishesForm(
    SubscriptionInput Values,
    IReadOnlyDictionary<string, string> Titles,
    IReadOnlyList<FieldProblem> Problems
)
{
    static readonly Lazy<IReadOnlyList<string>> AllZones = new(() =>
        [.. TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id).Where(WishesCheck.IsZone).Order(StringComparer.Ordinal)]
    );

    static readonly (string Place, string Label)[] Labels =
    [
        ("address", "Your address"),
        ("watches", "Watches"),
        ("rhythm", "How soon"),
        ("hour", "Hour of digests"),
        ("zone", "Your time zone"),
        ("leastSeverity", "How severe"),
        ("quiet-from", "Quiet from"),
        ("quiet-to", "Quiet to"),
        ("kinds", "Tell me when"),
        ("mostPerHour", "Most mails in an hour"),
    ];

    /// <summary>The time zones to choose from.</summary>
    public static IReadOnlyList<string> Zones => AllZones.Value;

    /// <summary>The address is asked for; not where it is known.</summary>
    public bool AsksAddress { get; init; }

    /// <summary>Whether a watch is chosen; the only one there is, is at first.</summary>
    public bool Has(string watch) => Values.Watches is { } chosen ? chosen.Contains(watch) : Titles.Count == 1;

    /// <summary>Whether a kind is chosen; all are at first.</summary>
    public bool Has(NotificationKind kind) => Values.Kinds is null || Values.Kinds.Contains(Words.Of(kind));

    public bool ExceptCritical => Values.Quiet?.ExceptCritical ?? true;

    /// <summary>What is wrong with a field or a part of it; null when nothing is.</summary>
    public string? ProblemOf(string field) =>
        Problems
            .FirstOrDefault(p => p.Field == field || p.Field.StartsWith(field + "[", StringComparison.Ordinal))
            ?.Message;

    /// <summary>The place on the page of a problem's field.</summary>
    public static string PlaceOf(FieldProblem problem) => problem.Field.Split('[')[0].Replace('.', '-');

    /// <summary>What a problem's field is called on the page.</summary>
    public static string LabelOf(FieldProblem problem) =>
        Labels.FirstOrDefault(l => l.Place == PlaceOf(problem)).Label ?? problem.Field;

    /// <summary>Problems in the order of the page.</summary>
    public static IReadOnlyList<FieldProblem> InOrder(IEnumerable<FieldProblem> problems) =>
        [.. problems.OrderBy(p => Array.FindIndex(Labels, l => l.Place == PlaceOf(p)))];

    /// <summary>Reads what a page's form sent; numbers that are none become such as are refused.</summary>
    public static (SubscriptionInput Input, IReadOnlyList<FieldProblem> Problems) Read(IFormCollection form)
    {
        var (from, to) = (Text(form["quietFrom"]), Text(form["quietTo"]));
        var input = new SubscriptionInput
        {
            Address = Text(form["address"]),
            Watches = [.. form["watches"]],
            LeastSeverity = Text(form["leastSeverity"]),
            Kinds = [.. form["kinds"]],
            Rhythm = Text(form["rhythm"]),
            Hour = Number(form["hour"]),
            Zone = Text(form["zone"]),
            Quiet =
                from is null && to is null
                    ? null
                    : new()
                    {
                        From = from,
                        To = to,
                        ExceptCritical = form["exceptCritical"] == "on",
                    },
            MostPerHour = Number(form["mostPerHour"]),
        };
        return (input, input.Kinds.Count > 0 ? [] : [new("kinds", "Choose at least one.")]);
    }

    static string? Text(StringValues value) => value is [{ } text, ..] && text.Trim() is { Length: > 0 } it ? it : null;

    static int? Number(StringValues value) =>
        Text(value) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : -1;
}
