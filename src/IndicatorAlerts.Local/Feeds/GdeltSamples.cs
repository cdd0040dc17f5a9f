using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;

namespace IndicatorAlerts.Local.Feeds;

/// <summary>GDELT's file of each quarter of an hour, zipped: states at their usual business, and after the words of war at worse.</summary>
internal static partial class GdeltSamples
{
    private const int Columns = 61;
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    // The files come some minutes after the instant in their name.
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(3);

    private static readonly (string One, string Other)[] Pairs =
    [
        ("PRK", "KOR"),
        ("PRK", "USA"),
        ("PRK", "JPN"),
        ("PRK", "RUS"),
        ("PRK", "CHN"),
        ("USA", "CHN"),
        ("USA", "KOR"),
        ("USA", "JPN"),
        ("KOR", "JPN"),
    ];

    /// <summary>storage.googleapis.com.</summary>
    public static FeedAnswer? Answer(SampleStory story, SampleRequest request)
    {
        var asked = FilePath().Match(request.Path);
        if (
            !asked.Success
            || !DateTimeOffset.TryParseExact(
                asked.Groups[1].Value,
                "yyyyMMddHHmmss",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var at
            )
            || at.UtcTicks % Quarter.Ticks != 0
            || at + Late > request.Now
        )
            return null;
        var rows = Pairs.SelectMany((pair, i) => Rows(pair, at, i, pair.One == "PRK" && i < 3 && at > story.Rhetoric));
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        using (var text = new StreamWriter(zip.CreateEntry($"{asked.Groups[1].Value}.export.CSV").Open()))
            foreach (var row in rows)
                text.Write($"{row}\n");
        return new() { ContentType = "application/zip", Body = bytes.ToArray() };
    }

    private static IEnumerable<string> Rows((string One, string Other) pair, DateTimeOffset at, int index, bool hostile)
    {
        var quarter = at.UtcTicks / Quarter.Ticks;
        for (var i = 0; i < (hostile ? 8 : 2); i++)
        {
            var noise = HostSamples.Noise(pair.One + pair.Other, quarter * 10 + i);
            yield return hostile
                ? Row(pair, at, index * 10 + i, "138", 4 - noise, -7, -8 + noise)
                : Row(
                    pair,
                    at,
                    index * 10 + i,
                    noise > -0.4 ? "042" : "112",
                    4 + 3 * noise,
                    noise > -0.4 ? 1.9 : -2,
                    -1 + 3 * noise
                );
        }
    }

    private static string Row(
        (string One, string Other) pair,
        DateTimeOffset at,
        int number,
        string code,
        double articles,
        double goldstein,
        double tone
    )
    {
        var columns = Enumerable.Repeat("", Columns).ToArray();
        columns[0] = Text($"{at.ToUnixTimeSeconds()}{number:00}");
        columns[1] = Text($"{at:yyyyMMdd}");
        (columns[5], columns[6], columns[7]) = (pair.One, "SAMPLE", pair.One);
        (columns[15], columns[16], columns[17]) = (pair.Other, "SAMPLE", pair.Other);
        (columns[25], columns[26], columns[27], columns[28]) = ("1", code, code, code[..2]);
        columns[29] = code == "042" ? "1" : "3";
        columns[30] = Text($"{goldstein}");
        (columns[31], columns[32], columns[33]) = (Text($"{articles:0}"), "1", Text($"{articles:0}"));
        columns[34] = Text($"{tone:0.00}");
        (columns[52], columns[53]) = ("SAMPLE", "KN");
        columns[59] = Text($"{at:yyyyMMddHHmmss}");
        columns[60] = Text($"https://sample.example/{at:yyyyMMddHHmmss}-{number}");
        return string.Join('\t', columns);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^/data\.gdeltproject\.org/gdeltv2/([0-9]{14})\.export\.CSV\.zip$")]
    private static partial Regex FilePath();
}
