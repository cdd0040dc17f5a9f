using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Azure.Data.Tables;

namespace IndicatorAlerts.Watches;

/// <summary>JSON in a table row, over as many binary properties as it takes: one holds 64 KiB, a row 1 MiB.</summary>
static class LongText
{
    const int MostInProperty = 64 * 1024;

    public static void Write<T>(TableEntity row, string name, T value, JsonTypeInfo<T> type)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(value, type);
        for (var (i, part) = (0, 0); i < bytes.Length; i += MostInProperty, part++)
            row[$"{name}{part}"] = bytes[i..Math.Min(bytes.Length, i + MostInProperty)];
    }

    public static T? Read<T>(TableEntity row, string name, JsonTypeInfo<T> type)
    {
        var parts = new List<byte>();
        for (var part = 0; row.GetBinary($"{name}{part}") is { } bytes; part++)
            parts.AddRange(bytes);
        return parts.Count == 0 ? default : JsonSerializer.Deserialize(parts.ToArray(), type);
    }
}
