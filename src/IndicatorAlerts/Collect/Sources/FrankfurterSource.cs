using System.Globalization;
using System.Text.Json;

namespace IndicatorAlerts.Collect;

/// <summary>
/// Daily reference rates of currencies by Frankfurter: how much of <c>quote</c> one <c>base</c> buys, at 16:00 in Frankfurt.
/// Parameters: <c>base</c>, <c>quote</c> (ISO 4217 codes), <c>history</c> (how far the first read reaches back, <c>400d</c> when absent).
/// </summary>
public sealed class FrankfurterSource : ISource
{
    public string Kind => "frankfurter";

    public IFeed Bind(Parameters parameters)
    {
        var (one, other) = (Currency(parameters, "base"), Currency(parameters, "quote"));
        if (one.Length > 0 && one == other)
            parameters.Refuse("'base' and 'quote' must be two currencies.");
        return new FrankfurterFeed(
            one,
            other,
            parameters.Duration("history", TimeSpan.FromDays(400), TimeSpan.FromDays(1), TimeSpan.FromDays(36_500))
        );
    }

    static string Currency(Parameters parameters, string name)
    {
        var code = parameters.Text(name, "an ISO 4217 code of a currency such as USD");
        if (code.Length > 0 && !(code.Length == 3 && code.All(char.IsAsciiLetterUpper)))
            parameters.Refuse($"'{name}' must be an ISO 4217 code of a currency such as USD, not \"{code}\".");
        return code;
    }
}

sealed class FrankfurterFeed(string one, string other, TimeSpan history) : IFeed
{
    static readonly JsonPath Rates = JsonPath.Of("").Each;
    static readonly JsonPath Date = JsonPath.Of("/date");
    static readonly JsonPath Base = JsonPath.Of("/base");
    static readonly JsonPath Quote = JsonPath.Of("/quote");
    static readonly JsonPath Rate = JsonPath.Of("/rate");

    // The European Central Bank sets its rates about then; they are published within the hour.
    static readonly TimeOnly Fixing = new(16, 0);

    // A week holds the longest row of holidays, and what is corrected within days.
    static readonly TimeSpan Overlap = TimeSpan.FromDays(7);

    readonly Lazy<TimeZoneInfo> frankfurt = new(() => TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));

    public IEnumerable<FeedRequest> Requests(DateTimeOffset? since, DateTimeOffset now)
    {
        var from = since is { } last ? last - Overlap : now - history;
        return
        [
            new(
                new(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"https://api.frankfurter.dev/v2/rates?base={one}&quotes={other}&from={from.UtcDateTime:yyyy-MM-dd}&to={now.UtcDateTime:yyyy-MM-dd}"
                    )
                )
            ),
        ];
    }

    public async Task ReadAsync(Stream answer, FeedReading reading, CancellationToken cancel)
    {
        using var walk = new JsonWalk(answer, Rates);
        if (!await JsonEntries.ReadAsync(walk, reading, rate => Read(rate, reading), cancel))
            throw new FeedException("The answer is JSON, but no list of rates.");
    }

    string? Read(JsonElement entry, FeedReading reading)
    {
        var quote = Quote.In(entry).AsText();
        // The base against itself comes along at times.
        if (quote == one)
            return null;
        if (quote != other || Base.In(entry).AsText() != one)
            return $"It is no rate of {one} in {other}.";
        if (Instants.Date(Date.In(entry).AsText()) is not { } date)
            return "'date' is no date such as 2024-06-19.";
        if (Rate.In(entry).AsNumber() is not (> 0 and double rate))
            return "'rate' is no number above 0.";
        reading.Keep(new(Instants.At(date, Fixing, frankfurt.Value), rate));
        return null;
    }
}
