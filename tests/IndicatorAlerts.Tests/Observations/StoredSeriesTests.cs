using CsCheck;
using IndicatorAlerts.Collect;
using IndicatorAlerts.Observations;
using IndicatorAlerts.RedLines;
using Xunit;

namespace IndicatorAlerts.Tests.Observations;

public class StoredSeriesTests
{
    static readonly DateTimeOffset Midnight = new(2024, 6, 19, 0, 0, 0, TimeSpan.Zero);
    static readonly Indicator Indicator = new() { Id = "i", Title = "I" };

    // Few times, ids and values around a midnight, so that they meet.
    static readonly Gen<NewPoint> Point = Gen.Select(Gen.Int[-3, 3], Gen.Int[0, 3])
        .Select((at, value) => new NewPoint(Midnight.AddMilliseconds(at), value, default));
    static readonly Gen<NewPoint> Named = Gen.Select(Point, Gen.Char['a', 'd'])
        .Select((point, id) => point with { Id = $"{id}" });
    static readonly Gen<NewPoint[][]> Feeds = Gen.OneOf(Point.Array[0, 6].Array[1, 6], Named.Array[0, 6].Array[1, 6]);

    [Fact]
    public void Feeds_that_are_read_again_revised_and_reordered_give_what_a_plain_model_gives() =>
        Gen.Select(Feeds, Gen.Int)
            .Sample(
                (feeds, seed) =>
                {
                    var (series, model) = (new StoredSeries("w:i", Midnight.AddDays(-1), null, []), new Model());
                    foreach (var (feed, i) in feeds.Select((f, i) => (f, i)))
                    {
                        var points = feed.Select(p => p with { KnownAt = Midnight.AddHours(i) }).ToArray();
                        var news = model.Add(points);
                        Assert.Equal(
                            news > 0,
                            series.HasNews(points.Select(p => new FeedPoint(p.ObservedAt, p.Value) { Id = p.Id }))
                        );
                        Assert.Equal(news, Add(series, points));
                        new Random(seed).Shuffle(points);
                        Assert.Equal(0, Add(series, points.Select(p => p with { KnownAt = p.KnownAt.AddMinutes(30) })));
                    }
                    Assert.Equal(model.Observations, series.ToSeries(Indicator).Observations);
                }
            );

    static int Add(StoredSeries series, IEnumerable<NewPoint> points) =>
        series.Add(new([.. points], null, null, health => health)).News.Values.Sum();

    /// <summary>The same rules on dictionaries.</summary>
    sealed class Model
    {
        readonly Dictionary<string, DateTimeOffset> ids = [];
        readonly SortedDictionary<DateTimeOffset, List<Observation>> stored = [];

        public IEnumerable<Observation> Observations => stored.Values.SelectMany(o => o);

        public int Add(IEnumerable<NewPoint> points)
        {
            var values = new Dictionary<DateTimeOffset, NewPoint>();
            foreach (var point in points.OrderBy(p => p.ObservedAt).ThenBy(p => p.Id, StringComparer.Ordinal))
            {
                var at = point.ObservedAt;
                if (point.Id is { } id && !ids.TryGetValue(id, out at))
                {
                    for (at = point.ObservedAt; ids.ContainsValue(at); )
                        at = at.AddMilliseconds(1);
                    ids[id] = at;
                }
                if (!values.TryGetValue(at, out var other) || other.Value < point.Value)
                    values[at] = point;
            }
            var news = values
                .Where(v => !stored.TryGetValue(v.Key, out var o) || o[^1].Value != v.Value.Value)
                .ToList();
            foreach (var (at, point) in news)
            {
                if (!stored.TryGetValue(at, out var revisions))
                    stored[at] = revisions = [];
                revisions.Add(new(at, point.Value, point.KnownAt));
            }
            return news.Count;
        }
    }
}
