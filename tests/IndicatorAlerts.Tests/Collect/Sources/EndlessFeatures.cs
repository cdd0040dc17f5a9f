using System.Text;

namespace IndicatorAlerts.Tests.Collect.Sources;

/// <summary>A feed of the same event again and again, made while it is read.</summary>
sealed class EndlessFeatures(string feature, long length) : Stream
{
    readonly byte[] repeated = Encoding.UTF8.GetBytes(feature + ",");
    byte[] now = Encoding.UTF8.GetBytes("{\"features\":[");
    int at;
    long given;
    bool last;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (at == now.Length && !Next())
            return 0;
        var count = Math.Min(buffer.Length, now.Length - at);
        now.AsSpan(at, count).CopyTo(buffer);
        at += count;
        given += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Read(buffer.Span));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    bool Next()
    {
        if (last)
            return false;
        at = 0;
        last = given >= length;
        now = last ? Encoding.UTF8.GetBytes(feature + "]}") : repeated;
        return true;
    }
}
