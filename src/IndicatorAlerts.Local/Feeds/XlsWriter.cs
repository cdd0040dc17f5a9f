using System.Buffers.Binary;
using System.Text;

namespace IndicatorAlerts.Local.Feeds;

/// <summary>
/// Writes a binary workbook of one sheet as Excel 97 does (MS-XLS in MS-CFB, sectors of 512 bytes), with every kind of record that
/// a number or a text may stand in, and texts that go on from record to record.
/// </summary>
internal sealed class XlsWriter
{
    readonly List<string> strings = [];
    readonly List<byte> cells = [];

    /// <summary>Writes a text, or a number in the way that is named: <c>number</c>, <c>rk</c>, <c>hundredths</c> or <c>formula</c>.</summary>
    public XlsWriter Cell(int row, int column, object value, string way = "number")
    {
        switch (value)
        {
            case string text:
                if (!strings.Contains(text))
                    strings.Add(text);
                Record(cells, 0xFD, [.. Place(row, column), .. Bytes(strings.IndexOf(text))]);
                break;
            case double number when way == "number":
                Record(cells, 0x203, [.. Place(row, column), .. BitConverter.GetBytes(number)]);
                break;
            case double number when way == "formula":
                Record(cells, 0x06, [.. Place(row, column), .. BitConverter.GetBytes(number), .. new byte[8]]);
                break;
            case double number:
                Record(cells, 0x27E, [.. Place(row, column), .. Rk(number, way)]);
                break;
        }
        return this;
    }

    /// <summary>Writes several numbers of a row as one record.</summary>
    public XlsWriter Cells(int row, int column, params double[] numbers)
    {
        var packed = numbers.SelectMany(n => (byte[])[0, 0, .. Rk(n, n == Math.Floor(n) ? "rk" : "hundredths")]);
        Record(cells, 0xBD, [.. Short(row), .. Short(column), .. packed, .. Short(column + numbers.Length - 1)]);
        return this;
    }

    /// <summary>A formula whose result is an error.</summary>
    public XlsWriter Error(int row, int column)
    {
        Record(cells, 0x06, [.. Place(row, column), 2, 0, 42, 0, 0, 0, 0xFF, 0xFF, .. new byte[8]]);
        return this;
    }

    public byte[] ToArray()
    {
        var head = Head(0).Length;
        byte[] book = [.. Head(head), .. Begin(0x10), .. cells, 0x0A, 0, 0, 0];
        Array.Resize(ref book, Math.Max(4096, (book.Length + 511) / 512 * 512));
        return Container(book);
    }

    byte[] Head(int sheetAt)
    {
        List<byte> head = [.. Begin(0x05)];
        Record(head, 0x85, [.. Bytes(sheetAt), 0, 0, 6, 0, .. "Sheet1"u8]);
        foreach (var (id, part) in StringParts().Select((part, i) => (i == 0 ? 0xFC : 0x3C, part)))
            Record(head, id, part);
        Record(head, 0x0A, []);
        return [.. head];
    }

    // Each record holds as much as comes to 40 bytes, so that texts break in the middle, and say there anew how wide they are.
    List<byte[]> StringParts()
    {
        List<byte> part = [.. Bytes(strings.Count), .. Bytes(strings.Count)];
        var parts = new List<byte[]>();
        foreach (var text in strings)
        {
            var wide = text.Any(c => c > 0xFF);
            part.AddRange([.. Short(text.Length), (byte)(wide ? 1 : 0)]);
            foreach (var c in text)
            {
                if (part.Count >= 40)
                {
                    parts.Add([.. part]);
                    part = [(byte)(wide ? 1 : 0)];
                }
                part.AddRange(wide ? Short(c) : [(byte)c]);
            }
        }
        return [.. parts, [.. part]];
    }

    static byte[] Container(byte[] book)
    {
        var (bookSectors, perTable) = (book.Length / 512, 128);
        var tables = 1;
        while (tables * perTable < tables + 1 + bookSectors)
            tables++;
        var header = new byte[512];
        BinaryPrimitives.WriteUInt64LittleEndian(header, 0xE11A_B1A1_E011_CFD0);
        Put(header, 24, Short(0x3E), Short(3), Short(0xFFFE), Short(9), Short(6));
        Put(header, 44, Bytes(tables), Bytes(tables), Bytes(0), Bytes(4096), Bytes(-2), Bytes(0), Bytes(-2), Bytes(0));
        header.AsSpan(76).Fill(0xFF);
        for (var i = 0; i < tables; i++)
            Put(header, 76 + 4 * i, Bytes(i));
        var table = Enumerable.Repeat(-1, tables * perTable).ToArray();
        Array.Fill(table, -3, 0, tables);
        table[tables] = -2;
        for (var i = 1; i <= bookSectors; i++)
            table[tables + i] = i == bookSectors ? -2 : tables + i + 1;
        var directory = new byte[512];
        Entry(directory.AsSpan(0, 128), "Root Entry", 5, -2, 0);
        Entry(directory.AsSpan(128, 128), "Workbook", 2, tables + 1, book.Length);
        return [.. header, .. table.SelectMany(Bytes), .. directory, .. book];
    }

    static void Entry(Span<byte> entry, string name, byte type, int start, int length)
    {
        Encoding.Unicode.GetBytes(name).CopyTo(entry);
        entry[64] = (byte)(2 * name.Length + 2);
        entry[66] = type;
        entry[67] = 1;
        entry[68..80].Fill(0xFF);
        if (type == 5)
            entry[76..80].Clear();
        if (type == 5)
            entry[76] = 1;
        Bytes(start).CopyTo(entry[116..]);
        Bytes(length).CopyTo(entry[120..]);
    }

    static void Put(byte[] to, int at, params byte[][] values) => values.SelectMany(v => v).ToArray().CopyTo(to, at);

    static byte[] Begin(int type)
    {
        var begin = new List<byte>();
        Record(begin, 0x809, [.. Short(0x600), .. Short(type), .. new byte[12]]);
        return [.. begin];
    }

    static void Record(List<byte> to, int id, byte[] content) =>
        to.AddRange([.. Short(id), .. Short(content.Length), .. content]);

    static byte[] Place(int row, int column) => [.. Short(row), .. Short(column), 0, 0];

    static byte[] Rk(double number, string way) =>
        way == "rk" ? Bytes(((int)number << 2) | 2) : Bytes(((int)Math.Round(number * 100) << 2) | 3);

    static byte[] Short(int value) => BitConverter.GetBytes((ushort)value);

    static byte[] Bytes(int value) => BitConverter.GetBytes(value);
}
