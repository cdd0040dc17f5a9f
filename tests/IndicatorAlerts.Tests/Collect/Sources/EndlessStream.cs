using System.Text;

namespace IndicatorAlerts.Tests.Collect.Sources;

/// <summary>An answer far larger than the memory that its reader may take: a start, then a piece again and again.</summary>
sealed class EndlessStream(string start, string piece, long length) : OneWayStream
{
    readonly byte[] start = Encoding.UTF8.GetBytes(start);
    readonly byte[] pieces = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(piece, 4096)));

    /// <summary>How much of it was read.</summary>
    public long Given { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        var from = Given < start.Length ? start.AsSpan((int)Given) : Rest();
        var count = Math.Min(buffer.Length, from.Length);
        from[..count].CopyTo(buffer);
        Given += count;
        return count;
    }

    Span<byte> Rest()
    {
        var at = (int)((Given - start.Length) % pieces.Length);
        var left = start.Length + length - Given;
        return pieces.AsSpan(at, (int)Math.Min(left, pieces.Length - at));
    }
}
