using System.Buffers.Binary;
using System.Text;

namespace IndicatorAlerts.Collect;

/// <summary>Takes one stream out of a compound file (MS-CFB), the container of Excel's binary workbooks.</summary>
static class XlsFile
{
    const ulong Signature = 0xE11A_B1A1_E011_CFD0;
    const uint EndOfChain = 0xFFFF_FFFE;
    const int HeaderTable = 76;
    const int HeaderTableLength = 109;
    const int EntrySize = 128;
    const byte StreamType = 2;

    /// <summary>The bytes of the workbook.</summary>
    /// <exception cref="FeedException">There is none.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The file points outside of itself.</exception>
    public static byte[] Workbook(ReadOnlySpan<byte> file)
    {
        if (file.Length < 512 || BinaryPrimitives.ReadUInt64LittleEndian(file) != Signature)
            throw new FeedException("The answer is no Excel workbook of the binary kind (.xls).");
        var shift = BinaryPrimitives.ReadUInt16LittleEndian(file[30..]);
        if (shift is not (9 or 12))
            throw Broken("its sectors have a size that does not exist");
        var next = AllocationTable(file, shift);
        var directory = Join(file, shift, next, Word(file, 48), int.MaxValue);
        for (var at = 0; at + EntrySize <= directory.Length; at += EntrySize)
        {
            var entry = directory.AsSpan(at, EntrySize);
            if (entry[66] != StreamType || NameOf(entry) != "Workbook")
                continue;
            // A smaller stream is kept elsewhere; Excel pads workbooks so that they never are.
            if (Word(entry, 120) < Word(file, 56))
                throw Broken("its workbook is smaller than one can be");
            return Join(file, shift, next, Word(entry, 116), (int)Math.Min(Word(entry, 120), int.MaxValue));
        }
        throw new FeedException("The answer holds no workbook of Excel 97 or later.");
    }

    // For each sector, the one that comes after it.
    static uint[] AllocationTable(ReadOnlySpan<byte> file, int shift)
    {
        var perSector = 1 << (shift - 2);
        var tables = new List<uint>();
        for (var i = 0; i < HeaderTableLength; i++)
            tables.Add(Word(file, HeaderTable + 4 * i));
        var more = Word(file, 68);
        for (var i = 0; more < EndOfChain - 1; i++)
        {
            if (i > file.Length >> shift)
                throw Broken("its table runs in a circle");
            var sector = Sector(file, shift, more);
            for (var j = 0; j < perSector - 1; j++)
                tables.Add(Word(sector, 4 * j));
            more = Word(sector, 4 * (perSector - 1));
        }
        tables.RemoveAll(s => s >= EndOfChain - 1);
        if (tables.Count > file.Length >> shift)
            throw Broken("its table is larger than the file");
        var next = new uint[tables.Count * perSector];
        for (var i = 0; i < next.Length; i++)
            next[i] = Word(Sector(file, shift, tables[i / perSector]), 4 * (i % perSector));
        return next;
    }

    static byte[] Join(ReadOnlySpan<byte> file, int shift, uint[] next, uint first, int length)
    {
        var joined = new MemoryStream();
        for (var sector = first; sector != EndOfChain && joined.Length < length; sector = next[(int)sector])
        {
            if (joined.Length > file.Length || sector >= next.Length)
                throw Broken("its sectors lead in a circle, or nowhere");
            joined.Write(Sector(file, shift, sector));
        }
        if (length != int.MaxValue && joined.Length < length)
            throw Broken("it is shorter than it says");
        joined.SetLength(Math.Min(joined.Length, length));
        return joined.ToArray();
    }

    static ReadOnlySpan<byte> Sector(ReadOnlySpan<byte> file, int shift, uint sector)
    {
        var start = ((long)sector + 1) << shift;
        if (start >= file.Length)
            throw Broken("it broke off");
        // Some writers leave the last sector short.
        return file[(int)start..(int)Math.Min(file.Length, start + (1 << shift))];
    }

    static string NameOf(ReadOnlySpan<byte> entry) =>
        Encoding
            .Unicode.GetString(entry[..Math.Min(64, (int)BinaryPrimitives.ReadUInt16LittleEndian(entry[64..]))])
            .TrimEnd('\0');

    static uint Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    static FeedException Broken(string why) => new($"The answer is an Excel file that cannot be read: {why}.");
}
