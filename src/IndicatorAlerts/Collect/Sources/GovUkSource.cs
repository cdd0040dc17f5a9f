using System.Text.Json;

namespace IndicatorAlerts.Collect;

/// <summary>
/// The travel advice of the United Kingdom for one country, as a level: 0 none against travel; 1 against all but essential travel to
/// parts, 2 to the whole country; 3 against all travel to parts, 4 to the whole country. The greatest that is said counts.
/// Parameters: <c>country</c>, as in the page's address (<c>south-korea</c>).
/// </summary>
public sealed class GovUkSource : ISource
{
    public string Kind => "gov-uk";

    public IFeed Bind(Parameters parameters)
    {
        var country = parameters.Text("country", "the country as in the page's address, such as south-korea");
        if (country.Length > 0 && !IsSlug(country))
            parameters.Refuse(
                "'country' must be as in the page's address: small letters and hyphens, such as south-korea."
            );
        return new GovUkFeed(country);
    }

    static bool IsSlug(string text) =>
        text.Length <= 100 && text.All(c => char.IsAsciiLetterLower(c) || c == '-') && !text.StartsWith('-');
}

sealed class GovUkFeed(string country) : IFeed
{
    static readonly string[] Levels =
    [
        "avoid_all_but_essential_travel_to_parts",
        "avoid_all_but_essential_travel_to_whole_country",
        "avoid_all_travel_to_parts",
        "avoid_all_travel_to_whole_country",
    ];

    static readonly JsonPath Statuses = JsonPath.Of("/details/alert_status").Each;
    static readonly JsonPath Change = JsonPath.Of("/details/change_description");
    static readonly JsonPath Updated = JsonPath.Of("/updated_at");

    public IEnumerable<FeedRequest> Requests(DateTimeOffset? since, DateTimeOffset now) =>
        [new(new Uri($"https://www.gov.uk/api/content/foreign-travel-advice/{country}"))];

    public async Task ReadAsync(Stream answer, FeedReading reading, CancellationToken cancel)
    {
        using var walk = new JsonWalk(answer, Statuses, Change, Updated);
        var (level, errors) = (0, reading.Errors);
        string? change = null;
        DateTimeOffset? updated = null;
        await foreach (var (path, value) in walk.ValuesAsync(cancel))
        {
            if (path == 0)
                JsonEntries.Read(value, reading, status => Rate(status, ref level));
            else if (path == 1)
                change = Text(value);
            else
                updated = Instants.FromIso(Text(value));
        }
        if (!walk.Found(0))
            throw new FeedException("The answer is JSON, but holds no list 'details.alert_status': no travel advice.");
        // With the public time, a status that changes without an announcement would have no time of its own.
        if (updated is not { } time)
            throw new FeedException("The answer has no time 'updated_at'.");
        if (reading.Entries == 0)
            reading.Entry();
        // Where nobody can read the only words there are, the level is not 0 but unknown.
        if (level > 0 || reading.Errors == errors)
            reading.Keep(
                new(time, level)
                {
                    Title = change is null ? null : FeedText.Plain(change),
                    Link = $"https://www.gov.uk/foreign-travel-advice/{country}",
                }
            );
    }

    static string? Rate(JsonElement status, ref int level)
    {
        var known = Array.IndexOf(Levels, JsonEntries.AsText(status)) + 1;
        level = Math.Max(level, known);
        return known > 0 ? null : $"{status.GetRawText()} is no status of travel advice that is known here.";
    }

    static string? Text(JsonElement value)
    {
        try
        {
            return JsonEntries.AsText(value);
        }
        catch (InvalidOperationException e)
        {
            throw new FeedException("The answer holds text that is not UTF-8.", e);
        }
    }
}
