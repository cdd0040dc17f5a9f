using System.Buffers.Binary;
using IndicatorAlerts.RedLines;

namespace IndicatorAlerts.Observations;

/// <summary>An observation and the answer of the feed that brought it.</summary>
/// <param name="Observation">The value and its times, which Storage keeps to the millisecond.</param>
/// <param name="Answer">The SHA-256 of the raw answer, as lower-case hexadecimal.</param>
public readonly record struct StoredPoint(Observation Observation, string Answer);

/// <summary>
/// One UTC day of a series as binary properties. Points: 26 bytes each, little-endian: observed at and known at (milliseconds since
/// 1970 UTC), value (IEEE double), index into Answers (32 bytes of SHA-256 each). Reads: pairs of instants, 16 bytes each.
/// </summary>
public static class DayPoints
{
    const int PointSize = 26;
    const int ReadSize = 16;
    const int HashSize = 32;

    public static (byte[] Points, byte[] Answers) Pack(IReadOnlyCollection<StoredPoint> points)
    {
        var answers = points.Select(p => p.Answer).Distinct().ToList();
        var bytes = new byte[points.Count * PointSize];
        var to = bytes.AsSpan();
        foreach (var ((observation, answer), i) in points.Select((p, i) => (p, i)))
        {
            var at = to[(i * PointSize)..];
            BinaryPrimitives.WriteInt64LittleEndian(at, observation.ObservedAt.ToUnixTimeMilliseconds());
            BinaryPrimitives.WriteInt64LittleEndian(at[8..], observation.KnownAt.ToUnixTimeMilliseconds());
            BinaryPrimitives.WriteDoubleLittleEndian(at[16..], observation.Value);
            BinaryPrimitives.WriteUInt16LittleEndian(at[24..], checked((ushort)answers.IndexOf(answer)));
        }
        return (bytes, [.. answers.SelectMany(Convert.FromHexString)]);
    }

    public static IEnumerable<StoredPoint> Unpack(byte[] points, byte[] answers)
    {
        for (var i = 0; i < points.Length; i += PointSize)
        {
            var from = points.AsSpan(i, PointSize);
            var answer = BinaryPrimitives.ReadUInt16LittleEndian(from[24..]) * HashSize;
            yield return new(
                new(Instant(from), BinaryPrimitives.ReadDoubleLittleEndian(from[16..]), Instant(from[8..])),
                Convert.ToHexStringLower(answers.AsSpan(answer, HashSize))
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
