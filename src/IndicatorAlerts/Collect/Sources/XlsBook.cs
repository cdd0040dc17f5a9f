using System.Buffers.Binary;

namespace IndicatorAlerts.Collect;

/// <summary>A cell that is not empty.</summary>
/// <param name="Row">From 0.</param>
/// <param name="Column">From 0.</param>
/// <param name="Number">Null for a text.</param>
/// <param name="Text">One of the words that were asked for; null for a number and for other texts.</param>
readonly record struct XlsCell(int Row, int Column, double? Number, string? Text);

/// <summary>
/// The first sheet of a binary workbook of Excel 97 and later (BIFF8, MS-XLS), cell by cell. Of its texts only the words that are asked
/// for are told apart: nothing is held of the others, whatever their number.
/// </summary>
sealed class XlsBook
{
    const int Bof = 0x809;
    const int Eof = 0x0A;
    const int Sheet = 0x85;
    const int Strings = 0xFC;
    const int Continue = 0x3C;
    const int Password = 0x2F;
    readonly byte[] book;
    readonly Dictionary<uint, string> words = [];
    readonly int sheet;

    /// <exception cref="FeedException">It is no such workbook.</exception>
    public XlsBook(byte[] book, IReadOnlyCollection<string> asked)
    {
        this.book = book;
        var strings = new List<(int Start, int End)>();
        var last = 0;
        sheet = -1;
        foreach (var (id, start, length) in Records(0))
        {
            if (id == Bof && Short(start) != 0x600)
                throw new FeedException("The answer is a workbook of an Excel before 97, which cannot be read here.");
            if (id == Password)
                throw new FeedException("The answer is a workbook with a password.");
            // The type after the place: 0 for a table, others for charts and macros.
            if (id == Sheet && sheet < 0 && book[start + 5] == 0)
                sheet = (int)Math.Min(Word(start), int.MaxValue);
            if (id == Strings || (id == Continue && last == Strings))
                strings.Add((start, start + length));
            last = id == Continue ? last : id;
        }
        if (sheet < 0)
            throw new FeedException("The answer is a workbook without a sheet.");
        if (strings.Count > 0)
            foreach (var (i, text) in new XlsStrings(book, strings).All())
                if (asked.Contains(text))
                    words[i] = text;
    }

    /// <summary>The cells in the order of the file, which is that of the rows.</summary>
    public IEnumerable<XlsCell> Cells()
    {
        foreach (var (id, start, length) in Records(sheet))
        {
            var (row, column) = length >= 6 ? (Short(start), Short(start + 2)) : (0, 0);
            switch (id)
            {
                case 0x203: // NUMBER
                    yield return new(row, column, Double(start + 6), null);
                    break;
                case 0x06: // FORMULA: its last result, a text or an error where the last bytes are 0xFFFF
                    yield return new(row, column, Short(start + 12) == 0xFFFF ? null : Double(start + 6), null);
                    break;
                case 0x27E: // RK
                    yield return new(row, column, Packed(Word(start + 6)), null);
                    break;
                case 0xBD: // MULRK
                    for (var i = 0; 6 * i + 12 <= length; i++)
                        yield return new(row, column + i, Packed(Word(start + 6 + 6 * i)), null);
                    break;
                case 0xFD: // LABELSST
                    yield return new(row, column, null, words.GetValueOrDefault(Word(start + 6)));
                    break;
                case 0x204: // LABEL
                    yield return new(row, column, null, null);
                    break;
            }
        }
    }

    // Up to the end of what starts there; charts and the like within it are passed over.
    IEnumerable<(int Id, int Start, int Length)> Records(int from)
    {
        var depth = 0;
        for (var at = from; ; )
        {
            if (at > book.Length - 4 || at + 4 + Short(at + 2) > book.Length)
                throw new FeedException("The answer is an Excel file that broke off.");
            var (id, length) = (Short(at), Short(at + 2));
            if (at == from && id != Bof)
                throw new FeedException("The answer is an Excel file without a sheet where it says that one is.");
            depth += id == Bof ? 1 : 0;
            if (depth == 1)
                yield return (id, at + 4, length);
            depth -= id == Eof ? 1 : 0;
            if (depth == 0)
                yield break;
            at += 4 + length;
        }
    }

    // 30 bits of an integer, or of the upper end of a double; perhaps in hundredths.
    static double Packed(uint rk)
    {
        var number = (rk & 2) != 0 ? (int)rk >> 2 : BitConverter.UInt64BitsToDouble((ulong)(rk & ~3u) << 32);
        return (rk & 1) != 0 ? number / 100 : number;
    }

    int Short(int at) => BinaryPrimitives.ReadUInt16LittleEndian(book.AsSpan(at));

    uint Word(int at) => BinaryPrimitives.ReadUInt32LittleEndian(book.AsSpan(at));

    double Double(int at) => BinaryPrimitives.ReadDoubleLittleEndian(book.AsSpan(at));
}

/// <summary>The table of a workbook's texts, which may go on from record to record in the middle of a text.</summary>
sealed class XlsStrings(byte[] book, IReadOnlyList<(int Start, int End)> parts)
{
    const int LongestWord = 64;
    int part;
    int at = parts[0].Start;

    /// <summary>Each with its number; of longer texts, the first characters.</summary>
    public IEnumerable<(uint Number, string Text)> All()
    {
        Skip(4);
        var count = Word();
        for (uint i = 0; i < count; i++)
            yield return (i, Text());
    }

    string Text()
    {
        var length = Short();
        var flags = Byte();
        var runs = (flags & 8) != 0 ? Short() : 0;
        var extra = (flags & 4) != 0 ? Word() : 0;
        var text = Characters(length, (flags & 1) != 0);
        Skip(4L * runs + extra);
        return text;
    }

    string Characters(int length, bool isWide)
    {
        Span<char> text = stackalloc char[LongestWord];
        for (var i = 0; i < length; i++)
        {
            // Where a text goes on in the next record, it says anew how wide its characters are.
            if (at == parts[part].End)
                isWide = (Byte() & 1) != 0;
            var character = (char)(isWide ? Short() : Byte());
            if (i < text.Length)
                text[i] = character;
        }
        return new(text[..Math.Min(length, text.Length)]);
    }

    void Skip(long count)
    {
        while (count > parts[part].End - at)
        {
            count -= parts[part].End - at;
            Turn();
        }
        at += (int)count;
    }

    byte Byte()
    {
        while (at == parts[part].End)
            Turn();
        return book[at++];
    }

    void Turn()
    {
        if (++part == parts.Count)
            throw new FeedException("The answer is an Excel file whose texts broke off.");
        at = parts[part].Start;
    }

    int Short() => Byte() | (Byte() << 8);

    uint Word() => (uint)Short() | ((uint)Short() << 16);
}
