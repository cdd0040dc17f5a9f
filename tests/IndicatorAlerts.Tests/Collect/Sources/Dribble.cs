namespace IndicatorAlerts.Tests.Collect.Sources;

/// <summary>A stream as the network gives it: cannot seek, has no length, and comes in pieces of any size.</summary>
sealed class Dribble(byte[] content, int seed) : OneWayStream
{
    readonly Random random = new(seed);
    int at;

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || at == content.Length)
            return 0;
        var count = Math.Min(Math.Min(buffer.Length, content.Length - at), random.Next(1, 1000));
        content.AsSpan(at, count).CopyTo(buffer);
        at += count;
        return count;
    }
}
