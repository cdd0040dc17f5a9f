namespace IndicatorAlerts.Collect;

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
