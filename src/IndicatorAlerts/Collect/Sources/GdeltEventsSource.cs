using System.Globalization;

namespace IndicatorAlerts.Collect;

/// <summary>
/// The events that GDELT 2.0 reads out of the world's news: a value for each quarter of an hour, at the instant that names the file.
/// Parameters: <c>actor1</c> (either side when alone), <c>actor2</c> (the other side), <c>codes</c> (CAMEO event codes or their first
/// digits), <c>quad</c> (1 to 4), <c>geo</c> (FIPS countries of the place), <c>rootsOnly</c>, <c>measure</c> (<c>count</c> when absent),
/// <c>history</c> (how far the first read reaches back, <c>1d</c> when absent).
/// </summary>
public sealed class GdeltEventsSource : ISource
{
    public string Kind => "gdelt-events";

    public IFeed Bind(Parameters parameters)
    {
        var measure = parameters.Choice("measure", "count", GdeltMeasure.Names);
        var filter = new GdeltFilter
        {
            Actor1 = Codes(parameters, "actor1", 3, 15, "a CAMEO code of an actor such as \"PRK\" or \"PRKMIL\""),
            Actor2 = Codes(parameters, "actor2", 3, 15, "a CAMEO code of an actor such as \"PRK\" or \"PRKMIL\""),
            WholeActorCodes = measure == GdeltMeasure.DyadScore,
            Events = EventCodes(parameters),
            Quad = Quad(parameters),
            Places = Codes(parameters, "geo", 2, 2, "a FIPS code of a country such as \"KN\" (North Korea)"),
            RootsOnly = parameters.Flag("rootsOnly"),
        };
        if (filter.Actor1.Count == 0 && filter.Actor2.Count > 0)
            parameters.Refuse("'actor2' needs 'actor1': for one side alone, give 'actor1'.");
        if (measure == GdeltMeasure.DyadScore && (filter.Actor1.Count == 0 || filter.Actor2.Count == 0))
            parameters.Refuse("'measure: dyad-score' is of two sides: it needs 'actor1' and 'actor2'.");
        var history = parameters.Duration(
            "history",
            TimeSpan.FromDays(1),
            TimeSpan.FromMinutes(15),
            TimeSpan.FromDays(365)
        );
        return new GdeltEventsFeed(filter, measure, history);
    }

    static string? Quad(Parameters parameters)
    {
        var quad = parameters.OptionalNumber("quad", 1, 4, "class");
        if (quad is { } number && number != Math.Floor(number))
            parameters.Refuse("'quad' must be 1, 2, 3 or 4.");
        return quad?.ToString(CultureInfo.InvariantCulture);
    }

    static IReadOnlyList<byte[]> EventCodes(Parameters parameters)
    {
        const string help =
            "2 to 4 digits of a CAMEO event code such as \"19\" or \"057\"; in a pack they stand in quotes";
        var codes = parameters.Words("codes");
        foreach (var code in codes)
            if (code.Length is < 2 or > 4 || !code.All(char.IsAsciiDigit) || string.CompareOrdinal(code[..2], "20") > 0)
                parameters.Refuse($"'codes' holds '{code}', but must hold {help}.");
        return [.. codes.Select(System.Text.Encoding.UTF8.GetBytes)];
    }

    static IReadOnlyList<byte[]> Codes(Parameters parameters, string name, int least, int most, string help)
    {
        var codes = parameters.Words(name);
        foreach (var code in codes)
            if (code.Length < least || code.Length > most || !code.All(char.IsAsciiLetterUpper))
                parameters.Refuse($"'{name}' holds '{code}', but must hold {help}.");
        return [.. codes.Select(System.Text.Encoding.UTF8.GetBytes)];
    }
}

sealed class GdeltEventsFeed(GdeltFilter filter, string measure, TimeSpan history) : IFeed
{
    // A day: what was missed for longer is made up for over several reads, oldest first.
    const int MostFiles = 96;
    static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    // GDELT leaves out a file now and then; one that is this late will not come, and must not hold up those after it.
    static readonly TimeSpan LeftOut = TimeSpan.FromHours(2);

    public IEnumerable<FeedRequest> Requests(DateTimeOffset? since, DateTimeOffset now)
    {
        var after = since ?? now - history;
        var first = new DateTimeOffset(after.UtcTicks - after.UtcTicks % Quarter.Ticks, TimeSpan.Zero) + Quarter;
        for (var (file, count) = (first, 0); file <= now && count < MostFiles; file += Quarter, count++)
            yield return new(
                new(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"https://storage.googleapis.com/data.gdeltproject.org/gdeltv2/{file:yyyyMMddHHmmss}.export.CSV.zip"
                    )
                )
            )
            {
                WhenAbsent = now - file < LeftOut ? WhenAbsent.NotYet : WhenAbsent.Empty,
                ReadsUpTo = file,
            };
    }

    public async Task ReadAsync(Stream answer, FeedReading reading, CancellationToken cancel)
    {
        using var file = await ZipAnswer.OpenAsync(answer, cancel);
        if (Instants.FromText(file.Name.Split('.')[0], "yyyyMMddHHmmss") is not { } instant)
            throw new FeedException(
                $"The zip file holds '{file.Name}', where a file named by its time was expected, such as 20240819130000.export.CSV."
            );
        var sum = new GdeltMeasure(measure);
        var row = new GdeltRow();
        await foreach (var line in file.LinesAsync(cancel))
        {
            reading.Entry();
            if (!row.Read(line.Span))
                reading.Skip(reading.Entries, $"The line has not the {GdeltRow.Columns} columns of a GDELT event.");
            else if (filter.Holds(row, line.Span) && !sum.Add(row, line.Span))
                reading.Skip(reading.Entries, "A figure of the event is no number.");
        }
        if (sum.Value is { } value)
            reading.Keep(
                new(instant, value)
                {
                    Title = string.Create(CultureInfo.InvariantCulture, $"{sum.Count} events"),
                    Link = sum.MostMentioned,
                }
            );
    }
}
