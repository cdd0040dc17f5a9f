using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Azure.Data.Tables;

namespace IndicatorAlerts.Watches;

/// <summary>JSON or bytes in a table row, over as many binary properties as it takes: one holds 64 KiB, a row 1 MiB.</summary>
static class LongText
{
    const int MostInProperty = 64 * 1024;

    public static void Write<T>(TableEntity row, string name, T value, JsonTypeInfo<T> type) =>
        WriteBytes(row, name, JsonSerializer.SerializeToUtf8Bytes(value, type));

    public static T? Read<T>(TableEntity row, string name, JsonTypeInfo<T> type) =>
        ReadBytes(row, name) is { Length: > 0 } bytes ? JsonSerializer.Deserialize(bytes, type) : default;

    /// <summary>As <see cref="Write"/>, gzip-compressed: for what is long and repeats itself.</summary>
    /// <returns>How many bytes it has in the row.</returns>
    public static int WritePacked<T>(
        TableEntity row,
        string name,
        T value,
        JsonTypeInfo<T> type,
        CompressionLevel level = CompressionLevel.Fastest
    )
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, level, leaveOpen: true))
            JsonSerializer.Serialize(gzip, value, type);
        WriteBytes(row, name, packed.ToArray());
        return (int)packed.Length;
    }

    /// <summary>What <see cref="WritePacked"/> wrote; the default when there is nothing.</summary>
    public static T? ReadPacked<T>(TableEntity row, string name, JsonTypeInfo<T> type)
    {
        if (ReadBytes(row, name) is not { Length: > 0 } bytes)
            return default;
        using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        return JsonSerializer.Deserialize(gzip, type);
    }

    /// <summary>Takes the place of what the row held under the name.</summary>
    public static void WriteBytes(TableEntity row, string name, byte[] bytes)
    {
        var part = 0;
        for (var i = 0; i < bytes.Length; i += MostInProperty)
            row[$"{name}{part++}"] = bytes[i..Math.Min(bytes.Length, i + MostInProperty)];
        while (row.Remove($"{name}{part++}"))
            continue;
    }

    /// <summary>Empty when the row holds nothing under the name.</summary>
    public static byte[] ReadBytes(TableEntity row, string name)
    {
        var parts = new List<byte>();
        for (var part = 0; row.GetBinary($"{name}{part}") is { } bytes; part++)
            parts.AddRange(bytes);
        return [.. parts];
    }
}
