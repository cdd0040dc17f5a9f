namespace IndicatorAlerts.Tests.Collect.Sources;

/// <summary>A stream as the network gives it: cannot seek, has no length, and comes in pieces of any size.</summary>
sealed class Dribble(byte[] content, int seed) : Stream
{
    readonly Random random = new(seed);
    int at;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || at == content.Length)
            return 0;
        var count = Math.Min(Math.Min(buffer.Length, content.Length - at), random.Next(1, 1000));
        content.AsSpan(at, count).CopyTo(buffer);
        at += count;
        return count;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Read(buffer.Span));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
