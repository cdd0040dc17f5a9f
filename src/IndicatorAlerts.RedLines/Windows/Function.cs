namespace IndicatorAlerts.RedLines.Windows;

enum Function
{
    Last,
    First,
    Min,
    Max,
    Sum,
    Count,
    Avg,
    Median,
    Stddev,
    Mad,
    Quantile,
    Range,
    Delta,
    Change,
    Slope,
    Zscore,
    Robustz,
    Rank,
    Ewma,
    Streak,
    Age,
    Gap,
    Absent,
    Anomaly,
}

enum Season
{
    None,
    Daily,
    Weekly,
    Yearly,
}

/// <summary>A window function with everything but the series' points.</summary>
/// <param name="Function">What is computed.</param>
/// <param name="Track">The number of the track that it reads.</param>
/// <param name="Width">Ticks.</param>
/// <param name="Back">The offset, ticks.</param>
/// <param name="Extra">The quantile's share, the half-life in ticks, or the fewest observations.</param>
/// <param name="IsEvents">An empty window is knowledge.</param>
/// <param name="Standing">Ticks: how long a level stands before a window's beginning.</param>
/// <param name="Season">What an anomaly compares with.</param>
/// <param name="Zone">Whose days and hours the seasons are.</param>
/// <param name="IsCondition">The series is of truths: count counts those that hold.</param>
sealed record WindowPlan(
    Function Function,
    int Track,
    long Width,
    long Back,
    double Extra,
    bool IsEvents,
    long Standing,
    Season Season,
    TimeZoneInfo Zone,
    bool IsCondition
)
{
    /// <summary>Silence is what these measure, so a level's silence does not make them unknown.</summary>
    public bool SeesSilence => Function is Function.Age or Function.Gap or Function.Absent;
}
