namespace IndicatorAlerts.Preview;

/// <summary>Chooses the grid of a preview: fine enough to be true, coarse enough for an answer at once.</summary>
static class PreviewGrid
{
    const int MostChosen = 300_000;

    /// <summary>So many instants are walked over on demand; more are refused.</summary>
    public const int Most = 20_000_000;

    static readonly TimeSpan[] Steps =
    [
        TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(15),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(1),
        TimeSpan.FromHours(3),
        TimeSpan.FromHours(6),
        TimeSpan.FromDays(1),
    ];

    /// <param name="own">The watch's own grid.</param>
    /// <param name="length">The stretch that is walked over.</param>
    public static TimeSpan Choose(TimeSpan own, TimeSpan length) =>
        Steps.Prepend(own).Where(s => s >= own).FirstOrDefault(s => length / s <= MostChosen, Longest(own));

    static TimeSpan Longest(TimeSpan own) => own > Steps[^1] ? own : Steps[^1];
}
