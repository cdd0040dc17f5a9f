using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using SkiaSharp;

namespace IndicatorAlerts.Charts;

/// <summary>Writes a picture of few colours as a PNG with a palette, which Skia cannot: a third of the size of its own.</summary>
static class IndexedPng
{
    const int MostColours = 256;
    static readonly uint[] Crcs = [.. Enumerable.Range(0, 256).Select(n => CrcOf((uint)n))];

    /// <param name="pixels">Of <see cref="SKColorType.Rgb888x"/>.</param>
    /// <returns>Null where the picture has too many colours, even with those taken as one that hardly differ.</returns>
    public static byte[]? Encode(SKPixmap pixels)
    {
        var counts = new Dictionary<uint, int>();
        foreach (var pixel in pixels.GetPixelSpan<uint>())
            CollectionsMarshal.GetValueRefOrAddDefault(counts, pixel, out _)++;
        return (Palette(counts, 8) ?? Palette(counts, 5) ?? Palette(counts, 4)) is { } palette
            ? Write(pixels, palette.Colours, palette.Indexes)
            : null;
    }

    /// <summary>Colours that are alike in their first bits are shown as the most frequent of them, so that grounds stay as they are.</summary>
    static (List<uint> Colours, Dictionary<uint, byte> Indexes)? Palette(Dictionary<uint, int> counts, int bits)
    {
        var mask = 0x010101u * (byte)(0xFF << (8 - bits));
        var alike = counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key).GroupBy(c => c.Key & mask).ToList();
        if (alike.Count > MostColours)
            return null;
        var indexes = new Dictionary<uint, byte>();
        for (var i = 0; i < alike.Count; i++)
            foreach (var (colour, _) in alike[i])
                indexes[colour] = (byte)i;
        return ([.. alike.Select(a => a.First().Key)], indexes);
    }

    static byte[] Write(SKPixmap pixels, List<uint> colours, Dictionary<uint, byte> indexes)
    {
        using var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        var head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, pixels.Width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), pixels.Height);
        // Eight bits a pixel, each a place in the palette.
        (head[8], head[9]) = (8, 3);
        Chunk(png, "IHDR", head);
        Chunk(png, "PLTE", [.. colours.SelectMany(c => new[] { (byte)c, (byte)(c >> 8), (byte)(c >> 16) })]);
        Chunk(png, "IDAT", Rows(pixels, indexes));
        Chunk(png, "IEND", []);
        return png.ToArray();
    }

    static byte[] Rows(SKPixmap pixels, Dictionary<uint, byte> indexes)
    {
        var all = pixels.GetPixelSpan<uint>();
        // Each row begins with its filter: none.
        var row = new byte[1 + pixels.Width];
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            for (var y = 0; y < pixels.Height; y++)
            {
                var line = all.Slice(y * pixels.Width, pixels.Width);
                for (var x = 0; x < line.Length; x++)
                    row[1 + x] = indexes[line[x]];
                zlib.Write(row);
            }
        return packed.ToArray();
    }

    static void Chunk(MemoryStream png, string type, byte[] data)
    {
        byte[] named = [.. Encoding.ASCII.GetBytes(type), .. data];
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(named);
        var crc = 0xFFFFFFFFu;
        foreach (var b in named)
            crc = Crcs[(byte)crc ^ b] ^ (crc >> 8);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~crc);
        png.Write(number);
    }

    static uint CrcOf(uint n)
    {
        for (var bit = 0; bit < 8; bit++)
            n = (n & 1) != 0 ? 0xEDB88320u ^ (n >> 1) : n >> 1;
        return n;
    }
}
