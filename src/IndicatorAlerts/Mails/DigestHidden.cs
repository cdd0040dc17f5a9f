using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Mails;

/// <summary>Red lines that a digest does not speak of, as nobody is told of them otherwise; by their ids.</summary>
/// <param name="Crossed">Of their being crossed: in shadow, silenced, or behind a worse line of their ladder that is red.</param>
/// <param name="Blind">Of their being blind: in shadow or silenced.</param>
public sealed record DigestHidden(IReadOnlySet<string> Crossed, IReadOnlySet<string> Blind)
{
    /// <summary>Those of a watch at an instant, UTC.</summary>
    public static DigestHidden Of(StoredWatch watch, DateTimeOffset now)
    {
        var lines = watch.Definition.RedLines;
        var quiet = lines.Where(l => l.Shadow || watch.Effects.Covering(l, now) is not null).ToList();
        var red = lines.Where(l => watch.State?.Lines.GetValueOrDefault(l.Id) is { IsRed: true }).ToList();
        var lesser = lines.Where(l => red.Exists(l.YieldsTo));
        return new(quiet.Concat(lesser).Select(l => l.Id).ToHashSet(), quiet.Select(l => l.Id).ToHashSet());
    }
}
