using System.Text.Json.Nodes;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.RedLines;

namespace IndicatorAlerts.Collect;

/// <summary>The kinds of feeds that this service can read.</summary>
public sealed class SourceCatalog(IEnumerable<ISource> sources)
{
    readonly Dictionary<string, ISource> byKind = sources.ToDictionary(s => s.Kind);

    /// <summary>The feed of an indicator.</summary>
    /// <exception cref="FeedException">The definition names no kind that exists, or has wrong parameters.</exception>
    public IFeed Find(JsonObject definition)
    {
        var feed = Bind(definition, out var errors);
        return errors.Count == 0 ? feed! : throw new FeedException(string.Join(' ', errors));
    }

    /// <summary>What is wrong with the sources of a watch.</summary>
    public IEnumerable<(string Path, string Message)> Check(Watch watch) =>
        watch.Indicators.SelectMany(
            (indicator, i) =>
                Check(indicator)
                    .Select(message => ($"indicators[{i}].source", message))
                    .Concat(Schedule(indicator).Select(message => ($"indicators[{i}].schedule", message)))
        );

    static IEnumerable<string> Schedule(Indicator indicator)
    {
        if (indicator.Schedule is { } schedule && !TimerSchedule.IsValid(schedule))
            yield return $"'{schedule}' is no schedule: cron with five fields was expected, such as '*/5 * * * *'.";
        if (indicator.ScheduleZone is { } zone && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            yield return $"'{zone}' is no time zone: one such as 'Asia/Seoul' was expected.";
    }

    IReadOnlyList<string> Check(Indicator indicator)
    {
        if (indicator.Source is not { } definition)
            return [];
        Bind(definition, out var errors);
        return errors;
    }

    IFeed? Bind(JsonObject definition, out IReadOnlyList<string> errors)
    {
        if (!byKind.TryGetValue(KindOf(definition) ?? "", out var source))
        {
            errors = [UnknownKind(definition)];
            return null;
        }
        var parameters = new Parameters(definition);
        var feed = source.Bind(parameters);
        errors = parameters.Errors;
        return feed;
    }

    string UnknownKind(JsonObject definition) =>
        $"There is no source of kind '{KindOf(definition)}'; there are: {string.Join(", ", byKind.Keys.Order(StringComparer.Ordinal))}.";

    static string? KindOf(JsonObject parameters) =>
        parameters["kind"] is JsonValue value && value.TryGetValue<string>(out var kind) ? kind : null;
}
