using System.IO.Compression;

namespace IndicatorAlerts.Collect;

/// <summary>The first file of a zip, as lines: whatever its directory promises, no more is unpacked than the limit.</summary>
sealed class ZipAnswer : IDisposable
{
    /// <summary>The most bytes that are unpacked.</summary>
    public const long MostUnpacked = 64 * 1024 * 1024;

    const int MostPacked = 32 * 1024 * 1024;
    const int LongestLine = 64 * 1024;
    readonly ZipArchive archive;
    readonly ZipArchiveEntry entry;

    ZipAnswer(ZipArchive archive, ZipArchiveEntry entry) => (this.archive, this.entry) = (archive, entry);

    /// <summary>The file's name, without folders.</summary>
    public string Name => entry.Name;

    /// <exception cref="FeedException">The answer is no whole zip file with a file in it.</exception>
    public static async Task<ZipAnswer> OpenAsync(Stream answer, CancellationToken cancel)
    {
        // The directory of a zip stands at its end.
        var packed = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await answer.ReadAsync(buffer, cancel) is > 0 and var count)
        {
            if (packed.Length + count > MostPacked)
                throw new FeedException($"The zip file is larger than {MostPacked} bytes.");
            packed.Write(buffer, 0, count);
        }
        return Broken(() =>
        {
            var archive = new ZipArchive(packed, ZipArchiveMode.Read);
            if (archive.Entries.Count == 0)
                throw new FeedException("The zip file holds no file.");
            return new ZipAnswer(archive, archive.Entries[0]);
        });
    }

    /// <summary>Each line without its end, good until the next is asked for; one that is too long comes cut off.</summary>
    /// <exception cref="FeedException">The file is broken, or larger than the limit.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> LinesAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel
    )
    {
        await using var unpacked = Broken(entry.Open);
        var (buffer, line) = (new byte[64 * 1024], new MemoryStream());
        var total = 0L;
        while (await FillAsync(unpacked, buffer, cancel) is > 0 and var count)
        {
            if ((total += count) > MostUnpacked)
                throw new FeedException($"The file in the zip is larger than {MostUnpacked} bytes.");
            for (var at = 0; at < count; )
            {
                var end = buffer.AsSpan(at, count - at).IndexOf((byte)'\n');
                Append(line, buffer.AsSpan(at, end < 0 ? count - at : end));
                at = end < 0 ? count : at + end + 1;
                if (end < 0)
                    continue;
                yield return Taken(line);
                line.SetLength(0);
            }
        }
        if (total != entry.Length)
            throw new FeedException($"The file in the zip breaks off after {total} of {entry.Length} bytes.");
        if (line.Length > 0)
            yield return Taken(line);
    }

    public void Dispose() => archive.Dispose();

    static void Append(MemoryStream line, ReadOnlySpan<byte> part) =>
        line.Write(part[..(int)Math.Min(part.Length, LongestLine - line.Length)]);

    static ReadOnlyMemory<byte> Taken(MemoryStream line)
    {
        var bytes = line.GetBuffer().AsMemory(0, (int)line.Length);
        return bytes.Span.EndsWith("\r"u8) ? bytes[..^1] : bytes;
    }

    static async Task<int> FillAsync(Stream unpacked, byte[] buffer, CancellationToken cancel)
    {
        try
        {
            return await unpacked.ReadAsync(buffer, cancel);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new FeedException($"The zip file is broken: {e.Message}", e);
        }
    }

    static T Broken<T>(Func<T> open)
    {
        try
        {
            return open();
        }
        catch (Exception e)
            when (e
                    is InvalidDataException
                        or IOException
                        or NotSupportedException
                        or ArgumentException
                        or OverflowException
            )
        {
            throw new FeedException($"The answer is no zip file that can be read: {e.Message}", e);
        }
    }
}
