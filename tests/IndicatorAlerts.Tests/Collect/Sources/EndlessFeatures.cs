using System.Text;

namespace IndicatorAlerts.Tests.Collect.Sources;

/// <summary>A feed of the same event again and again, made while it is read.</summary>
sealed class EndlessFeatures(string feature, long length) : OneWayStream
{
    readonly byte[] repeated = Encoding.UTF8.GetBytes(feature + ",");
    byte[] now = Encoding.UTF8.GetBytes("{\"features\":[");
    int at;
    long given;
    bool last;

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
