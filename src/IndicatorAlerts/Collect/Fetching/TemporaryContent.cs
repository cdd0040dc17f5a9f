using System.Security.Cryptography;

namespace IndicatorAlerts.Collect;

/// <summary>Keeps content that is read once more: a little in memory, more in a file that is gone when it is closed.</summary>
static class TemporaryContent
{
    const int MostInMemory = 64 * 1024;

    /// <summary>A stream to write about so many bytes to.</summary>
    public static Stream For(long bytes)
    {
        if (bytes <= MostInMemory)
            return new MemoryStream();
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(Path.Combine(Path.GetTempPath(), $"answer-{Guid.NewGuid():N}"), options);
    }

    /// <summary>Reads a body up to its end, and hashes it.</summary>
    /// <exception cref="FeedException">It is larger than <paramref name="most"/> bytes.</exception>
    public static async Task<(Stream Content, string Sha256)> ReceiveAsync(
        Stream body,
        int most,
        CancellationToken cancel
    )
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var content = For(0);
        try
        {
            var buffer = new byte[MostInMemory];
            while (await body.ReadAsync(buffer, cancel) is > 0 and var count)
            {
                var length = content.Length + count;
                if (length > most)
                    throw TooLarge(most);
                if (content is MemoryStream && length > MostInMemory)
                    content = await MoveAsync(content, length, cancel);
                hash.AppendData(buffer, 0, count);
                await content.WriteAsync(buffer.AsMemory(0, count), cancel);
            }
            content.Position = 0;
            return (content, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        catch
        {
            await content.DisposeAsync();
            throw;
        }
    }

    public static FeedException TooLarge(int most) =>
        new($"The answer is larger than the limit of {most} bytes (Feeds__MaxBytes).");

    static async Task<Stream> MoveAsync(Stream from, long length, CancellationToken cancel)
    {
        var to = For(length);
        from.Position = 0;
        await from.CopyToAsync(to, cancel);
        await from.DisposeAsync();
        return to;
    }
}
