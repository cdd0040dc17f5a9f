using System.Text.Json.Serialization;
using IndicatorAlerts.Alerts.Asking;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.Status;

namespace IndicatorAlerts.Alerts.Silences;

/// <summary>What is asked for by <c>POST …/silences</c>; instants are UTC where no zone is given.</summary>
public sealed record SilenceRequest
{
    public string? RedLine { get; init; }
    public string? Label { get; init; }
    public string? Reason { get; init; }

    /// <summary>Now, when absent.</summary>
    public DateTimeOffset? Start { get; init; }
    public DateTimeOffset? End { get; init; }

    static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    // The clocks of the caller and of this service differ.
    static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);
    const int MostReason = 500;

    /// <summary>What is wrong, by field; nothing when it can be done.</summary>
    public IEnumerable<FieldProblem> Check(Watch watch, DateTimeOffset now)
    {
        if (JsonBody.Check("reason", Reason, MostReason) is { } wrong)
            yield return wrong;
        if (RedLine is not null && Label is not null)
            yield return new("label", "A silence is of a red line or of a label; leave one of them out.");
        if (RedLine is not null && watch.RedLines.All(l => l.Id != RedLine))
            yield return new("redLine", "There is no such red line in this watch.");
        if (Label is not null && !watch.RedLines.Any(l => l.Labels.Contains(Label, StringComparer.Ordinal)))
            yield return new("label", "No red line of this watch has this label.");
        if (Start < now - Skew || Start > now + Longest)
            yield return new("start", "It lies between now and a year from now; leave it out for now.");
        var start = From(now);
        if (End is null)
            yield return new("end", "A silence needs an end.");
        else if (End <= start || End <= now || End - start > Longest)
            yield return new("end", "It lies after the start and after now, and at most 366 days after the start.");
    }

    /// <param name="id">A new one.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="now">UTC.</param>
    public Silence ToSilence(string id, string by, DateTimeOffset now) =>
        new()
        {
            Id = id,
            RedLine = RedLine,
            Label = Label,
            By = by,
            Reason = Reason!.Trim(),
            CreatedAt = now,
            Start = From(now),
            End = End!.Value.ToUniversalTime(),
        };

    DateTimeOffset From(DateTimeOffset now) => Start is { } start && start > now ? start.ToUniversalTime() : now;
}

/// <summary>A silence with where it stands: <c>coming</c>, <c>active</c> or <c>past</c>. Instants are UTC.</summary>
public sealed record SilenceAnswer(
    string Id,
    string Watch,
    string? RedLine,
    string? Label,
    string State,
    DateTimeOffset Start,
    DateTimeOffset End,
    string By,
    string Reason,
    DateTimeOffset CreatedAt,
    string? EndedBy
)
{
    public static SilenceAnswer Of(string watch, Silence s, DateTimeOffset now) =>
        new(
            s.Id,
            watch,
            s.RedLine,
            s.Label,
            now >= s.End ? "past"
                : now < s.Start ? "coming"
                : "active",
            s.Start,
            s.End,
            s.By,
            s.Reason,
            s.CreatedAt,
            s.EndedBy
        );
}

/// <summary>The silences of a watch, those that end last first.</summary>
public sealed record SilenceList(IReadOnlyList<SilenceAnswer> Silences);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(SilenceRequest))]
[JsonSerializable(typeof(SilenceList))]
sealed partial class SilenceJson : JsonSerializerContext;
