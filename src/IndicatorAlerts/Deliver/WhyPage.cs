namespace IndicatorAlerts.Deliver;

/// <summary>What was decided for the readers of one page, for each alert of the delivery.</summary>
/// <param name="Number">From 0.</param>
/// <param name="Readers">Ids, in order.</param>
/// <param name="Codes">For each reader, one after the other, the reason for each alert in the delivery's order.</param>
public sealed record WhyPage(int Number, IReadOnlyList<string> Readers, byte[] Codes)
{
    /// <summary>The reasons for one reader; empty when the page does not hold it.</summary>
    public ReadOnlySpan<byte> Of(string reader)
    {
        var each = Readers.Count == 0 ? 0 : Codes.Length / Readers.Count;
        for (var i = 0; i < Readers.Count; i++)
            if (Readers[i] == reader)
                return Codes.AsSpan(i * each, each);
        return [];
    }

    internal static byte[] Pack(IReadOnlyList<LeftOut> readers)
    {
        const int each = ReaderIds.Bytes + 1;
        var packed = new byte[readers.Count * each];
        for (var i = 0; i < readers.Count; i++)
        {
            ReaderIds.Write(readers[i].Reader, packed.AsSpan(i * each, ReaderIds.Bytes));
            packed[i * each + ReaderIds.Bytes] = (byte)readers[i].Why;
        }
        return packed;
    }

    internal static IReadOnlyList<LeftOut> Unpack(byte[] packed)
    {
        const int each = ReaderIds.Bytes + 1;
        var readers = new LeftOut[packed.Length / each];
        for (var i = 0; i < readers.Length; i++)
            readers[i] = new(
                ReaderIds.Read(packed.AsSpan(i * each, ReaderIds.Bytes)),
                (WhyCode)packed[i * each + ReaderIds.Bytes]
            );
        return readers;
    }
}
