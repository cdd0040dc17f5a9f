using System.Buffers.Text;

namespace IndicatorAlerts.Collect;

/// <summary>Where the columns of one line of a GDELT 2.0 event file stand; no text is made of what nobody asks for.</summary>
sealed class GdeltRow
{
    public const int Columns = 61;
    readonly int[] starts = new int[Columns + 1];

    /// <summary>False when the line has another number of columns.</summary>
    public bool Read(ReadOnlySpan<byte> line)
    {
        var count = 1;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] != (byte)'\t')
                continue;
            if (count == Columns)
                return false;
            starts[count++] = i + 1;
        }
        starts[Columns] = line.Length + 1;
        return count == Columns;
    }

    public ReadOnlySpan<byte> Column(ReadOnlySpan<byte> line, int column) =>
        line[starts[column]..(starts[column + 1] - 1)];

    /// <summary>A finite number; otherwise null.</summary>
    public double? Number(ReadOnlySpan<byte> line, int column)
    {
        var text = Column(line, column);
        return
            Utf8Parser.TryParse(text, out double number, out var read) && read == text.Length && double.IsFinite(number)
            ? number
            : null;
    }
}

/// <summary>Which events count; what is empty says nothing.</summary>
sealed record GdeltFilter
{
    const int ActorCode1 = 5;
    const int Country1 = 7;
    const int ActorCode2 = 15;
    const int Country2 = 17;

    public IReadOnlyList<byte[]> Actor1 { get; init; } = [];
    public IReadOnlyList<byte[]> Actor2 { get; init; } = [];

    /// <summary>An actor's country does not stand for it: PRKMIL is not PRK.</summary>
    public bool WholeActorCodes { get; init; }

    public IReadOnlyList<byte[]> Events { get; init; } = [];
    public string? Quad { get; init; }
    public IReadOnlyList<byte[]> Places { get; init; } = [];
    public bool RootsOnly { get; init; }

    public bool Holds(GdeltRow row, ReadOnlySpan<byte> line) =>
        (!RootsOnly || row.Column(line, 25).SequenceEqual("1"u8))
        && (Quad is null || (row.Column(line, 29) is [var quad] && quad == Quad[0]))
        && (Events.Count == 0 || IsEvent(row.Column(line, 26)))
        && (Places.Count == 0 || Is(Places, row.Column(line, 53)))
        && HoldsActors(row, line);

    bool HoldsActors(GdeltRow row, ReadOnlySpan<byte> line)
    {
        if (Actor1.Count == 0)
            return true;
        var (first1, second1) = (IsFirst(Actor1, row, line), IsSecond(Actor1, row, line));
        return Actor2.Count == 0
            ? first1 || second1
            : (first1 && IsSecond(Actor2, row, line)) || (second1 && IsFirst(Actor2, row, line));
    }

    bool IsFirst(IReadOnlyList<byte[]> actors, GdeltRow row, ReadOnlySpan<byte> line) =>
        Is(actors, row.Column(line, ActorCode1)) || (!WholeActorCodes && Is(actors, row.Column(line, Country1)));

    bool IsSecond(IReadOnlyList<byte[]> actors, GdeltRow row, ReadOnlySpan<byte> line) =>
        Is(actors, row.Column(line, ActorCode2)) || (!WholeActorCodes && Is(actors, row.Column(line, Country2)));

    bool IsEvent(ReadOnlySpan<byte> code)
    {
        foreach (var prefix in Events)
            if (code.StartsWith(prefix))
                return true;
        return false;
    }

    static bool Is(IReadOnlyList<byte[]> codes, ReadOnlySpan<byte> code)
    {
        foreach (var one in codes)
            if (code.SequenceEqual(one))
                return true;
        return false;
    }
}
