using System.Globalization;
using System.Text.Json;

namespace IndicatorAlerts.Collect;

/// <summary>How a JSON feed writes times.</summary>
sealed record JsonTimes(string Format, TimeZoneInfo Zone, TimeOnly At)
{
    public static JsonTimes Bind(Parameters parameters)
    {
        var format = parameters.Choice("timeFormat", "iso", "iso", "unix", "unix-ms", "date");
        var at = TimeOnly.MinValue;
        if (
            parameters.OptionalText("at") is { } text
            && !TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out at)
        )
            parameters.Refuse($"'at' must be a time of day such as \"16:00\", not \"{text}\".");
        if (format != "date" && (parameters.Has("zone") || parameters.Has("at")))
            parameters.Refuse("'zone' and 'at' are for 'time-format: date' alone: the other formats name an instant.");
        return new(format, parameters.Zone("zone"), at);
    }

    /// <summary>Null when the value is no time of this format.</summary>
    public DateTimeOffset? Read(JsonElement? value) =>
        Format switch
        {
            "unix" => Instants.FromUnixMilliseconds(value.AsNumber() * 1000),
            "unix-ms" => Instants.FromUnixMilliseconds(value.AsNumber()),
            "date" => Instants.Date(value.AsText()) is { } date ? Instants.At(date, At, Zone) : null,
            _ => Instants.FromIso(value.AsText()),
        };

    public string Wrong =>
        Format switch
        {
            "unix" => "no time in seconds since 1970",
            "unix-ms" => "no time in milliseconds since 1970",
            "date" => "no date such as 2024-06-19",
            _ => "no ISO 8601 time such as 2024-06-19T03:00:00Z",
        };
}

/// <summary>What of an item is read.</summary>
sealed record JsonItem
{
    public required JsonPath Time { get; init; }
    public JsonPath? Value { get; init; }
    public JsonPath? Id { get; init; }
    public JsonPath? Title { get; init; }
    public JsonPath? Link { get; init; }
    public IReadOnlyList<(JsonPath Path, string Value)> Where { get; init; } = [];
    public double Scale { get; init; } = 1;
    public required JsonTimes Times { get; init; }

    public string? Read(JsonElement item, FeedReading reading)
    {
        if (!Where.All(condition => Text(condition.Path.In(item)) == condition.Value))
            return null;
        // No value yet is no mistake.
        if (Value is not null && Value.In(item) is null)
            return null;
        if (Times.Read(Time.In(item)) is not { } time)
            return $"'{Time.Text}' is {Times.Wrong}.";
        if ((Value is null ? 1 : Value.In(item).AsNumber() * Scale) is not { } value)
            return $"'{Value!.Text}' is no number.";
        reading.Keep(
            new(time, value)
            {
                Id = Text(Id?.In(item)),
                Title = Text(Title?.In(item)),
                Link = Text(Link?.In(item)),
            }
        );
        return null;
    }

    static string? Text(JsonElement? value) =>
        value switch
        {
            { ValueKind: JsonValueKind.String } text => text.GetString(),
            { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } other =>
                other.GetRawText(),
            _ => null,
        };
}

sealed class JsonItemsFeed(FeedRequest request, JsonPath items, JsonItem item) : IFeed
{
    public IEnumerable<FeedRequest> Requests(DateTimeOffset? since, DateTimeOffset now) => [request];

    public async Task ReadAsync(Stream answer, FeedReading reading, CancellationToken cancel)
    {
        using var walk = new JsonWalk(answer, items);
        if (!await JsonEntries.ReadAsync(walk, reading, entry => item.Read(entry, reading), cancel))
            throw new FeedException($"The answer is JSON, but holds no list at '{items.Text}'.");
    }
}

/// <summary>Times in one array, values in another: the n-th of the one belongs to the n-th of the other.</summary>
sealed class JsonColumnsFeed(FeedRequest request, JsonPath times, JsonPath values, JsonTimes format, double scale)
    : IFeed
{
    public IEnumerable<FeedRequest> Requests(DateTimeOffset? since, DateTimeOffset now) => [request];

    public async Task ReadAsync(Stream answer, FeedReading reading, CancellationToken cancel)
    {
        using var walk = new JsonWalk(answer, times, values);
        var (instants, numbers) = (new List<DateTimeOffset?>(), new List<double?>());
        await foreach (var (path, value) in walk.ValuesAsync(cancel))
        {
            if (path == 0)
                instants.Add(Try(value, v => format.Read(v)));
            else
                numbers.Add(value.ValueKind == JsonValueKind.Null ? null : Try(value, v => v.AsNumber()) ?? double.NaN);
            if (Math.Max(instants.Count, numbers.Count) > FeedReading.MostPoints)
                throw new FeedException($"The answer holds more than {FeedReading.MostPoints} values.");
        }
        for (var i = 0; i < 2; i++)
            if (!walk.Found(i))
                throw new FeedException(
                    $"The answer is JSON, but holds no list at '{(i == 0 ? times : values).Text}'."
                );
        if (instants.Count != numbers.Count)
            throw new FeedException($"The answer holds {instants.Count} times, but {numbers.Count} values.");
        for (var i = 0; i < numbers.Count; i++)
            Keep(reading, instants[i], numbers[i]);
    }

    void Keep(FeedReading reading, DateTimeOffset? time, double? value)
    {
        reading.Entry();
        if (value is not { } number)
            return;
        if (time is not { } instant)
            reading.Skip(reading.Entries, $"Its time is {format.Wrong}.");
        else if (double.IsNaN(number))
            reading.Skip(reading.Entries, "Its value is no number.");
        else
            reading.Keep(new(instant, number * scale));
    }

    static T? Try<T>(JsonElement value, Func<JsonElement?, T?> read)
        where T : struct
    {
        try
        {
            return read(value);
        }
        catch (InvalidOperationException)
        {
            // What JsonElement throws at text that is not UTF-8.
            return null;
        }
    }
}
