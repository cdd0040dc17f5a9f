using System.Globalization;
using System.Text.Json;

namespace IndicatorAlerts.Collect;

/// <summary>
/// Broadcast warnings to ships of the US National Geospatial-Intelligence Agency: each that is in force, names a position within a box,
/// and holds one of the words, is an event of value 1 at its issue. Parameters: <c>south</c>, <c>north</c>, <c>west</c>, <c>east</c>
/// (degrees; west of the date line to east of it when <c>west</c> is the greater), <c>words</c> (any text when absent).
/// </summary>
public sealed class NgaSource : ISource
{
    public string Kind => "nga";

    public IFeed Bind(Parameters parameters)
    {
        var box = new NgaBox(
            parameters.Number("south", -90, 90, "degrees"),
            parameters.Number("north", -90, 90, "degrees"),
            parameters.Number("west", -180, 180, "degrees"),
            parameters.Number("east", -180, 180, "degrees")
        );
        if (parameters.Has("south") && parameters.Has("north") && box.South >= box.North)
            parameters.Refuse("'south' must be less than 'north'.");
        if (parameters.Has("west") && parameters.Has("east") && box.West == box.East)
            parameters.Refuse("'west' and 'east' must differ; all longitudes are from -180 to 180.");
        return new NgaFeed(box, FeedText.Words(parameters));
    }
}

/// <summary>A part of the earth, in degrees; across the date line where west is greater than east.</summary>
readonly record struct NgaBox(double South, double North, double West, double East)
{
    public bool Holds(double latitude, double longitude) =>
        latitude >= South
        && latitude <= North
        && (West <= East ? longitude >= West && longitude <= East : longitude >= West || longitude <= East);
}

sealed class NgaFeed(NgaBox box, IReadOnlyList<string> words) : IFeed
{
    static readonly string[] DateTimeGroups = ["ddHHmm'Z' MMM yyyy", "ddHHmm'Z' MMM yy"];
    static readonly JsonPath Year = JsonPath.Of("/msgYear");
    static readonly JsonPath Number = JsonPath.Of("/msgNumber");
    static readonly JsonPath Area = JsonPath.Of("/navArea");
    static readonly JsonPath Text = JsonPath.Of("/text");
    static readonly JsonPath Issued = JsonPath.Of("/issueDate");

    public IEnumerable<FeedRequest> Requests(DateTimeOffset? since, DateTimeOffset now) =>
        [new(new Uri("https://msi.nga.mil/api/publications/broadcast-warn?output=json&status=A"))];

    public async Task ReadAsync(Stream answer, FeedReading reading, CancellationToken cancel)
    {
        using var walk = new JsonWalk(answer, JsonPath.Of("/broadcast-warn").Each);
        if (!await JsonEntries.ReadAsync(walk, reading, warning => Read(warning, reading), cancel))
            throw new FeedException("The answer is JSON, but holds no list 'broadcast-warn'.");
    }

    string? Read(JsonElement warning, FeedReading reading)
    {
        if (Text.In(warning).AsText() is not { } text)
            return "The warning has no text.";
        if (!Concerns(text))
            return null;
        var issued = Issued.In(warning).AsText();
        if (Instants.FromText(issued, DateTimeGroups) is not { } time)
            return $"'{issued}' is no time of issue.";
        if (
            Area.In(warning) is not { ValueKind: JsonValueKind.String } area
            || Whole(Year.In(warning)) is not { } year
            || Whole(Number.In(warning)) is not { } number
        )
            return "The warning has no navArea, msgYear and msgNumber.";
        reading.Keep(
            new(time, 1)
            {
                Id = string.Create(CultureInfo.InvariantCulture, $"{area.GetString()}-{year}-{number}"),
                Title = Heading(text),
                Link = "https://msi.nga.mil/NavWarnings",
            }
        );
        return null;
    }

    bool Concerns(string text) =>
        (words.Count == 0 || FeedText.HasAny(FeedText.OneLine(text), words))
        && NgaPositions.In(text).Any(p => box.Holds(p.Latitude, p.Longitude));

    // The sea stands in the first lines; what happens there in the first that has a number.
    static string Heading(string text)
    {
        var lines = text.Split('\n', 5, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var subject = Array.FindIndex(lines, line => char.IsAsciiDigit(line[0]));
        return FeedText.OneLine(
            string.Join(' ', lines[..(Math.Min(subject, 3) + 1)].DefaultIfEmpty(lines.FirstOrDefault("")))
        );
    }

    static long? Whole(JsonElement? value) =>
        value.AsNumber() is { } number && number == Math.Floor(number) && Math.Abs(number) < 1e9 ? (long)number : null;
}
