using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using IndicatorAlerts.Observations;

namespace IndicatorAlerts.Collect;

/// <summary>
/// Tells whether what an answer says of longer ago is what the last one said. A file of thirty years that gets a row a day is then
/// compared with the last days of the series only.
/// </summary>
static class SettledPoints
{
    // Feeds correct their latest values most.
    static readonly TimeSpan Recent = TimeSpan.FromDays(2);

    /// <summary>What must still be compared.</summary>
    public static IReadOnlyList<FeedPoint> Open(IReadOnlyList<FeedPoint> points, Settled? settled) =>
        settled is { } s && Hash(points, s.Before) == s.Hash
            ? [.. points.Where(p => p.ObservedAt >= s.Before)]
            : points;

    /// <summary>What the next answer is compared with.</summary>
    public static Settled Of(IReadOnlyList<FeedPoint> points, DateTimeOffset now)
    {
        var before = new DateTimeOffset((now - Recent).UtcDateTime.Date, TimeSpan.Zero);
        return new(before, Hash(points, before));
    }

    static string Hash(IReadOnlyList<FeedPoint> points, DateTimeOffset before)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> fixedPart = stackalloc byte[20];
        foreach (var point in points)
        {
            if (point.ObservedAt >= before)
                continue;
            var id = Encoding.UTF8.GetBytes(point.Id ?? "");
            BinaryPrimitives.WriteInt64LittleEndian(fixedPart, point.ObservedAt.ToUnixTimeMilliseconds());
            BinaryPrimitives.WriteDoubleLittleEndian(fixedPart[8..], point.Value);
            BinaryPrimitives.WriteInt32LittleEndian(fixedPart[16..], id.Length);
            hash.AppendData(fixedPart);
            hash.AppendData(id);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
