using System.Buffers;
using System.Text;
using System.Text.Json;

namespace IndicatorAlerts.Collect;

/// <summary>
/// Walks through a JSON answer and hands out the values at some paths one at a time: memory holds one value, however long the answer.
/// </summary>
/// <param name="answer">UTF-8, with or without a byte order mark.</param>
/// <param name="paths">None may lead into another's value.</param>
sealed class JsonWalk(Stream answer, params IReadOnlyList<JsonPath> paths) : IDisposable
{
    /// <summary>The most bytes of one value.</summary>
    public const int LargestValue = 1024 * 1024;

    const int MostDepth = 32;
    static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];
    readonly JsonPlaces places = new(paths);
    readonly bool[] found = new bool[paths.Count];
    byte[] buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
    int start;
    int end;
    bool ended;
    JsonReaderState state = new(new() { MaxDepth = MostDepth });

    /// <summary>Whether the value, or the array of the values, was there so far.</summary>
    public bool Found(int path) => found[path];

    /// <summary>Whether the answer is <c>{}</c>, once it was walked through.</summary>
    public bool IsEmptyObject { get; private set; }

    /// <summary>The values in the order of the answer, each good until the next is asked for.</summary>
    /// <exception cref="FeedException">The answer is no whole JSON, or a value is too large.</exception>
    public async IAsyncEnumerable<(int Path, JsonElement Value)> ValuesAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel
    )
    {
        await FillAsync(cancel);
        if (buffer.AsSpan(start, end - start).StartsWith(ByteOrderMark))
            start += ByteOrderMark.Length;
        CheckIsJson();
        while (true)
        {
            var step = Step(out var path, out var value);
            if (step == Next.End)
                yield break;
            if (step == Next.More)
                await FillAsync(cancel);
            else
                using (value)
                    yield return (path, value!.RootElement);
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);

    enum Next
    {
        Value,
        More,
        End,
    }

    Next Step(out int path, out JsonDocument? value)
    {
        try
        {
            return Walk(out path, out value);
        }
        catch (JsonException e)
        {
            throw new FeedException($"The answer is not whole JSON: {e.Message}", e);
        }
        catch (InvalidOperationException e)
        {
            // What Utf8JsonReader throws at names that are not UTF-8.
            throw new FeedException("The answer is not whole JSON: a name in it is not UTF-8.", e);
        }
    }

    Next Walk(out int path, out JsonDocument? value)
    {
        (path, value) = (-1, null);
        var reader = new Utf8JsonReader(buffer.AsSpan(start, end - start), ended, state);
        while (true)
        {
            var (before, consumed) = (reader.CurrentState, (int)reader.BytesConsumed);
            if (!reader.Read())
            {
                Keep(reader.CurrentState, (int)reader.BytesConsumed);
                return ended ? Next.End : Next.More;
            }
            if (reader.TokenType is JsonTokenType.EndObject && reader.CurrentDepth == 0)
                IsEmptyObject = places.RootIsEmpty;
            if (!places.Enter(ref reader, found, out path))
                continue;
            if (JsonDocument.TryParseValue(ref reader, out value))
            {
                Keep(reader.CurrentState, (int)reader.BytesConsumed);
                return Next.Value;
            }
            places.Undo();
            Keep(before, consumed);
            return Next.More;
        }
    }

    void Keep(JsonReaderState at, int consumed)
    {
        state = at;
        start += consumed;
    }

    // Until the buffer is full: a value that does not fit is looked at again only when twice as much of it is there.
    async Task FillAsync(CancellationToken cancel)
    {
        if (ended)
            throw new FeedException("The answer is not whole JSON: it ends in the middle.");
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        (start, end) = (0, end - start);
        if (end == buffer.Length)
            Grow();
        while (end < buffer.Length && !ended)
        {
            var count = await answer.ReadAsync(buffer.AsMemory(end), cancel);
            end += count;
            ended = count == 0;
        }
    }

    void Grow()
    {
        if (buffer.Length >= LargestValue)
            throw new FeedException($"The answer holds a value of more than {LargestValue / 1024} KiB.");
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }

    // Several servers explain in plain text, under status 200, why they do not answer: that is for people to read.
    void CheckIsJson()
    {
        var text = Encoding.UTF8.GetString(buffer.AsSpan(start, Math.Min(end - start, 300))).Trim();
        if (text.Length == 0)
            throw new FeedException("The answer is empty.");
        if (text[0] is not ('{' or '['))
            throw new FeedException($"The answer is text, not JSON: \"{Readable(text)}\"");
    }

    static string Readable(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? ' ' : c));
}
