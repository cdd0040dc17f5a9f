namespace IndicatorAlerts.Deliver;

/// <summary>Readers' ids packed: 16 bytes each.</summary>
static class ReaderIds
{
    public const int Bytes = 16;

    public static byte[] Pack(IReadOnlyList<string> ids)
    {
        var packed = new byte[ids.Count * Bytes];
        for (var i = 0; i < ids.Count; i++)
            Write(ids[i], packed.AsSpan(i * Bytes, Bytes));
        return packed;
    }

    public static IReadOnlyList<string> Unpack(byte[] packed)
    {
        var ids = new string[packed.Length / Bytes];
        for (var i = 0; i < ids.Length; i++)
            ids[i] = Read(packed.AsSpan(i * Bytes, Bytes));
        return ids;
    }

    public static void Write(string id, Span<byte> into)
    {
        if (id.Length != 2 * Bytes)
            throw new ArgumentException("A reader's id has 32 hexadecimal digits.", nameof(id));
        Convert.FromHexString(id, into, out _, out _);
    }

    public static string Read(ReadOnlySpan<byte> packed) => Convert.ToHexStringLower(packed);
}
