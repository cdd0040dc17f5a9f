using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IndicatorAlerts.Push;

/// <summary>Pushed observations as JSON: one object, an array of objects, or an object a line.</summary>
static class PushedJson
{
    const int LongestLine = 64 * 1024;

    /// <summary>An object a line; a line that is wrong does not end the rest.</summary>
    public static IAsyncEnumerable<PushEntry> LinesAsync(Stream stream, PushRules rules, CancellationToken cancel) =>
        PipedAsync(stream, pipe => LinesAsync(pipe, rules, cancel));

    /// <summary>One object, or an array; broken JSON ends it.</summary>
    public static IAsyncEnumerable<PushEntry> ArrayAsync(Stream stream, PushRules rules, CancellationToken cancel) =>
        PipedAsync(stream, pipe => ArrayAsync(pipe, rules, cancel));

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

    static async IAsyncEnumerable<PushEntry> ArrayAsync(
        PipeReader pipe,
        PushRules rules,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var isArray = await BeginsWithAsync(pipe, (byte)'[', cancel);
        await using var elements = JsonSerializer
            .DeserializeAsyncEnumerable(pipe, PushedElement.Default.JsonElement, topLevelValues: !isArray, cancel)
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
            point.Refuse(field, $"There is no such field; there are: {string.Join(", ", PushedPoint.Fields)}.");
    }
}

[JsonSourceGenerationOptions(MaxDepth = 4)]
[JsonSerializable(typeof(JsonElement))]
sealed partial class PushedElement : JsonSerializerContext;
