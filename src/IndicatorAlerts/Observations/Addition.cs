namespace IndicatorAlerts.Observations;

/// <summary>What a collection adds to a series.</summary>
/// <param name="Points">Also those that are there already.</param>
/// <param name="Answer">The name of the archived answer that they come from; null when they were pushed.</param>
/// <param name="ReadAt">When the source was read, UTC; null when it was not.</param>
/// <param name="Health">From the health before to the health after.</param>
public sealed record Addition(
    IReadOnlyCollection<NewPoint> Points,
    string? Answer,
    DateTimeOffset? ReadAt,
    Func<FeedHealth, FeedHealth> Health
);

/// <summary>What an addition changed in the days that were read.</summary>
/// <param name="News">How many points each row got.</param>
/// <param name="Lost">Those for which their days have no room.</param>
/// <param name="Trimmed">How many points were stored without some of their details.</param>
sealed record Added(IReadOnlyDictionary<string, int> News, IReadOnlyList<NewPoint> Lost, int Trimmed)
{
    public string? Explain() =>
        Lost.Count > 0
            ? $"The day {Lost[0].ObservedAt:yyyy-MM-dd} is full: {Lost.Count} points were not stored. Ask the source for fewer points a day."
        : Trimmed > 0
            ? $"Too many details on one day: {Trimmed} points were stored without their titles, links and notes."
        : null;
}
