using System.Buffers.Binary;
using IndicatorAlerts.RedLines;

namespace IndicatorAlerts.Observations;

/// <summary>
/// One UTC day of a series as binary properties. Points: 26 bytes each, little-endian: observed at and known at (milliseconds since
/// 1970 UTC), value (IEEE double), index into Answers (32 bytes of SHA-256 each) or 65535 for none. Reads: pairs of instants, 16 bytes each.
/// </summary>
public static class DayPoints
{
    internal const int PointSize = 26;
    internal const int HashSize = 32;
    const int ReadSize = 16;

    public static (byte[] Points, byte[] Answers) Pack(IReadOnlyList<StoredPoint> points)
    {
        var places = new Dictionary<string, ushort>(StringComparer.Ordinal);
        var answers = new List<byte>();
        var bytes = new byte[points.Count * PointSize];
        for (var i = 0; i < points.Count; i++)
        {
            var (observation, answer, _) = points[i];
            var place = ushort.MaxValue;
            if (answer is not null && !places.TryGetValue(answer, out place))
            {
                places[answer] = place = checked((ushort)places.Count);
                answers.AddRange(Convert.FromHexString(answer));
            }
            var at = bytes.AsSpan(i * PointSize);
            BinaryPrimitives.WriteInt64LittleEndian(at, observation.ObservedAt.ToUnixTimeMilliseconds());
            BinaryPrimitives.WriteInt64LittleEndian(at[8..], observation.KnownAt.ToUnixTimeMilliseconds());
            BinaryPrimitives.WriteDoubleLittleEndian(at[16..], observation.Value);
            BinaryPrimitives.WriteUInt16LittleEndian(at[24..], place);
        }
        return (bytes, [.. answers]);
    }

    public static IEnumerable<StoredPoint> Unpack(byte[] points, byte[] answers)
    {
        var names = answers.Chunk(HashSize).Select(Convert.ToHexStringLower).ToArray();
        for (var i = 0; i < points.Length; i += PointSize)
        {
            var from = points.AsSpan(i, PointSize);
            var place = BinaryPrimitives.ReadUInt16LittleEndian(from[24..]);
            yield return new(
                new(Instant(from), BinaryPrimitives.ReadDoubleLittleEndian(from[16..]), Instant(from[8..])),
                place == ushort.MaxValue ? null : names[place]
            );
        }
    }

    public static byte[] PackReads(IReadOnlyList<ReadRun> reads)
    {
        var bytes = new byte[reads.Count * ReadSize];
        for (var i = 0; i < reads.Count; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * ReadSize), reads[i].From.ToUnixTimeMilliseconds());
            BinaryPrimitives.WriteInt64LittleEndian(
                bytes.AsSpan(i * ReadSize + 8),
                reads[i].To.ToUnixTimeMilliseconds()
            );
        }
        return bytes;
    }

    public static IEnumerable<ReadRun> UnpackReads(byte[] reads)
    {
        for (var i = 0; i < reads.Length; i += ReadSize)
            yield return new(Instant(reads.AsSpan(i)), Instant(reads.AsSpan(i + 8)));
    }

    static DateTimeOffset Instant(ReadOnlySpan<byte> from) =>
        DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64LittleEndian(from));
}
