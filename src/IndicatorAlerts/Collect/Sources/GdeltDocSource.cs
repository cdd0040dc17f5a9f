using System.Globalization;
using System.Text.Json;

namespace IndicatorAlerts.Collect;

/// <summary>
/// How much the world's news speak of something, by GDELT DOC 2.0: a value for each bucket of time that has one.
/// Parameters: <c>query</c> (as GDELT documents it), <c>mode</c> (<c>timelinevolraw</c> when absent), <c>timespan</c> (<c>1d</c> when
/// absent; up to three days come in quarters of an hour, up to a week in hours, longer ones in days).
/// </summary>
public sealed class GdeltDocSource : ISource
{
    public string Kind => "gdelt-doc";

    public IFeed Bind(Parameters parameters) =>
        new GdeltDocFeed(
            parameters.Text("query", "what to look for, such as '\"North Korea\" missile sourcelang:english'"),
            parameters.Choice("mode", GdeltDocFeed.Share, GdeltDocFeed.Share, "timelinevol", "timelinetone"),
            parameters.Duration("timespan", TimeSpan.FromDays(1), TimeSpan.FromHours(1), TimeSpan.FromDays(90))
        );
}

sealed class GdeltDocFeed(string query, string mode, TimeSpan timespan) : IFeed
{
    public const string Share = "timelinevolraw";
    static readonly JsonPath Buckets = JsonPath.Of("/timeline/0/data").Each;
    static readonly JsonPath Date = JsonPath.Of("/date");
    static readonly JsonPath Value = JsonPath.Of("/value");
    static readonly JsonPath Norm = JsonPath.Of("/norm");

    // Always the same span: another one would give buckets of another length.
    public IEnumerable<FeedRequest> Requests(DateTimeOffset? since, DateTimeOffset now) =>
        [
            new(
                new(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"https://api.gdeltproject.org/api/v2/doc/doc?query={Uri.EscapeDataString(query)}&mode={mode}&format=json&timespan={Math.Ceiling(timespan.TotalMinutes)}min"
                    )
                )
            ),
        ];

    public async Task ReadAsync(Stream answer, FeedReading reading, CancellationToken cancel)
    {
        using var walk = new JsonWalk(answer, Buckets);
        if (await JsonEntries.ReadAsync(walk, reading, bucket => Read(bucket, reading), cancel) || walk.IsEmptyObject)
            return;
        throw new FeedException($"The answer is JSON, but holds no list '{Buckets.Text}'.");
    }

    string? Read(JsonElement bucket, FeedReading reading)
    {
        if (Instants.FromText(Date.In(bucket).AsText(), "yyyyMMdd'T'HHmmss'Z'") is not { } time)
            return "'date' is no time such as 20260514T014500Z.";
        if (Value.In(bucket).AsNumber() is not { } value)
            return "'value' is no number.";
        if (mode == Share)
        {
            if (Norm.In(bucket).AsNumber() is not (> 0 and double norm))
                return "'norm', the number of all articles, is not above 0.";
            value /= norm;
        }
        reading.Keep(new(time, value));
        return null;
    }
}
