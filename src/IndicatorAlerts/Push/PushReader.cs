using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IndicatorAlerts.Push;

/// <summary>How pushed observations are written.</summary>
public enum PushFormat
{
    /// <summary>One object, or an array of objects.</summary>
    Json,

    /// <summary>An object a line.</summary>
    JsonLines,

    /// <summary>Under a header: <c>observed_at,value[,known_at,id,title,link,note]</c>.</summary>
    Csv,
}

/// <summary>Reads pushed observations as they come; what is wrong with one does not end the rest.</summary>
public static class PushReader
{
    const int LongestLine = 64 * 1024;

    static readonly Dictionary<string, string> Columns = new(StringComparer.OrdinalIgnoreCase)
    {
        ["observed_at"] = "observedAt",
        ["known_at"] = "knownAt",
        ["value"] = "value",
        ["id"] = "id",
        ["title"] = "title",
        ["link"] = "link",
        ["note"] = "note",
        ["answer"] = "answer",
    };

    /// <summary>The format of a media type; null when it is none that can be read.</summary>
    public static PushFormat? FormatOf(string? contentType) =>
        contentType?.Split(';')[0].Trim().ToLowerInvariant() switch
        {
            "application/json" => PushFormat.Json,
            "application/x-ndjson" or "application/jsonl" => PushFormat.JsonLines,
            "text/csv" => PushFormat.Csv,
            _ => null,
        };

    /// <summary>Reads to the end; an error that nothing can be read after ends it.</summary>
    public static IAsyncEnumerable<PushEntry> ReadAsync(
        Stream stream,
        PushFormat format,
        PushRules rules,
        CancellationToken cancel
    ) =>
        format switch
        {
            PushFormat.Csv => CsvAsync(stream, rules, cancel),
            PushFormat.JsonLines => PipedAsync(stream, pipe => LinesAsync(pipe, rules, cancel)),
            _ => PipedAsync(stream, pipe => JsonAsync(pipe, rules, cancel)),
        };

    static async IAsyncEnumerable<PushEntry> PipedAsync(
        Stream stream,
        Func<PipeReader, IAsyncEnumerable<PushEntry>> read
    )
    {
        var pipe = PipeReader.Create(stream, new(leaveOpen: true));
        try
        {
            await foreach (var entry in read(pipe))
                yield return entry;
        }
        finally
        {
            await pipe.CompleteAsync();
        }
    }

    static async IAsyncEnumerable<PushEntry> CsvAsync(
        Stream stream,
        PushRules rules,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        IReadOnlyList<string>? header = null;
        await foreach (var (line, cells) in new CsvRecords(stream).ReadAsync(cancel))
        {
            if (cells is null)
                yield return PushedPoint.Wrong(
                    line,
                    "",
                    $"The record has more than {CsvRecords.Longest} characters, or a quote that is not closed."
                );
            else if (header is not null)
                yield return Entry(line, header, cells, rules);
            else if (Header(cells, out header) is { } wrong)
            {
                yield return PushedPoint.Wrong(line, "", wrong);
                yield break;
            }
        }
    }

    static string? Header(IReadOnlyList<string> cells, out IReadOnlyList<string> header)
    {
        header = [.. cells.Select(c => Columns.GetValueOrDefault(c, ""))];
        var unknown = cells.FirstOrDefault(c => !Columns.ContainsKey(c));
        return unknown is not null
                ? $"There is no column '{(unknown.Length > 50 ? unknown[..50] : unknown)}'; there are: {string.Join(", ", Columns.Keys)}."
            : header.Distinct().Count() < header.Count ? "A column is there twice."
            : header.Contains("observedAt") && header.Contains("value") ? null
            : "The first line must be a header with observed_at and value.";
    }

    static PushEntry Entry(int line, IReadOnlyList<string> header, IReadOnlyList<string> cells, PushRules rules)
    {
        if (cells.Count > header.Count)
            return PushedPoint.Wrong(
                line,
                "",
                $"{cells.Count} cells under a header of {header.Count}: a text with a comma needs quotes."
            );
        var point = new PushedPoint(line);
        for (var i = 0; i < cells.Count; i++)
            if (cells[i].Length > 0)
                point.TryTake(header[i], cells[i]);
        return point.ToEntry(rules);
    }

    static async IAsyncEnumerable<PushEntry> LinesAsync(
        PipeReader pipe,
        PushRules rules,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var (line, isTooLong) = (1, false);
        while (true)
        {
            var read = await pipe.ReadAsync(cancel);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                var entry =
                    isTooLong || rest.Slice(0, end).Length > LongestLine
                        ? TooLong(line)
                        : Entry(line, rest.Slice(0, end), rules);
                if (entry is { } one)
                    yield return one;
                (line, isTooLong, rest) = (line + 1, false, rest.Slice(rest.GetPosition(1, end)));
            }
            if (read.IsCompleted)
            {
                if ((isTooLong ? TooLong(line) : Entry(line, rest, rules)) is { } last)
                    yield return last;
                yield break;
            }
            // Of a line that is too long nothing is kept but that it is.
            isTooLong |= rest.Length > LongestLine;
            pipe.AdvanceTo(isTooLong ? rest.End : rest.Start, rest.End);
        }
    }

    static PushEntry? TooLong(int line) => PushedPoint.Wrong(line, "", $"The line has more than {LongestLine} bytes.");

    static PushEntry? Entry(int line, ReadOnlySequence<byte> json, PushRules rules)
    {
        if (json.IsEmpty || IsBlank(json))
            return null;
        try
        {
            using var document = JsonDocument.Parse(json, new() { MaxDepth = 4 });
            return Entry(line, document.RootElement, rules);
        }
        catch (JsonException)
        {
            return PushedPoint.Wrong(line, "", "The line is not a JSON object.");
        }
    }

    static bool IsBlank(ReadOnlySequence<byte> text)
    {
        foreach (var part in text)
            if (part.Span.ContainsAnyExcept(" \t\r"u8))
                return false;
        return true;
    }

    static async IAsyncEnumerable<PushEntry> JsonAsync(
        PipeReader pipe,
        PushRules rules,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var isArray = await BeginsWithAsync(pipe, (byte)'[', cancel);
        await using var elements = JsonSerializer
            .DeserializeAsyncEnumerable(pipe, PushedJson.Default.JsonElement, topLevelValues: !isArray, cancel)
            .GetAsyncEnumerator(cancel);
        for (var number = 1; ; number++)
        {
            string? broken = null;
            try
            {
                if (!await elements.MoveNextAsync())
                {
                    if (number > 1 || isArray)
                        yield break;
                    broken = "The body is empty.";
                }
            }
            catch (JsonException e)
            {
                broken =
                    $"The JSON is broken in its line {e.LineNumber + 1}; nothing after entry {number - 1} was read.";
            }
            if (broken is not null)
            {
                yield return PushedPoint.Wrong(number, "", broken);
                yield break;
            }
            yield return Entry(number, elements.Current, rules);
        }
    }

    static async Task<bool> BeginsWithAsync(PipeReader pipe, byte first, CancellationToken cancel)
    {
        while (true)
        {
            var read = await pipe.ReadAsync(cancel);
            foreach (var part in read.Buffer)
                if (part.Span.IndexOfAnyExcept(" \t\r\n"u8) is >= 0 and var at)
                {
                    var found = part.Span[at];
                    pipe.AdvanceTo(read.Buffer.Start);
                    return found == first;
                }
            pipe.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                return false;
        }
    }

    static PushEntry Entry(int line, JsonElement entry, PushRules rules)
    {
        if (entry.ValueKind != JsonValueKind.Object)
            return PushedPoint.Wrong(
                line,
                "",
                "An object was expected, such as {\"observedAt\": \"2024-01-31T12:00Z\", \"value\": 4.5}."
            );
        var point = new PushedPoint(line);
        try
        {
            foreach (var field in entry.EnumerateObject())
                Take(point, field.Name, field.Value);
        }
        catch (InvalidOperationException)
        {
            point.Refuse("", "It holds a text that is not Unicode.");
        }
        return point.ToEntry(rules);
    }

    static void Take(PushedPoint point, string field, JsonElement value)
    {
        if (field == "value")
            point.Take(value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null);
        else if (value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
            point.Refuse(field, "A text was expected.");
        else if (!point.TryTake(field, value.GetString() ?? "") && value.ValueKind == JsonValueKind.String)
            point.Refuse(field, $"There is no such field; there are: {string.Join(", ", Columns.Values)}.");
    }
}

[JsonSourceGenerationOptions(MaxDepth = 4)]
[JsonSerializable(typeof(JsonElement))]
sealed partial class PushedJson : JsonSerializerContext;
