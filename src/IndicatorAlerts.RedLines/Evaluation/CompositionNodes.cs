using IndicatorAlerts.RedLines.Language;

namespace IndicatorAlerts.RedLines.Evaluation;

/// <summary>Whether another red line of the watch is red, or was within a time. Blind is unknown, not calm.</summary>
sealed class CrossedNode(int line, string id, long? within, Expression source) : TruthNode(source)
{
    public string Id => id;

    public bool IsBlind(Frame frame) => frame.Lines[line].BlindSince is not null;

    public override Truth Of(Frame frame)
    {
        var state = frame.Lines[line];
        if (within is { } ticks && (state.IsRed || state.RedUntil?.UtcTicks > frame.At - ticks))
            return Truth.True;
        if (state.BlindSince is not null)
            return Truth.Unknown;
        return state.IsRed ? Truth.True : Truth.False;
    }
}

/// <summary>How many red lines of the watch are red; a blind one may be either.</summary>
sealed class CountCrossedNode(int[] lines, Expression source) : NumberNode(Kind.Number, source)
{
    public override Value Of(Frame frame)
    {
        var (red, blind) = Count(frame);
        return blind > 0 ? Value.Without(Lack.Blind) : new(red, Lack.Nothing);
    }

    /// <summary>Known although some are blind, when the comparison has one answer whatever they are.</summary>
    public Truth Bounded(Frame frame, Operator op, double with)
    {
        var (red, blind) = Count(frame);
        var first = Arithmetic.Compare(op, red, with);
        for (var i = 1; i <= blind; i++)
            if (Arithmetic.Compare(op, red + i, with) != first)
                return Truth.Unknown;
        return first ? Truth.True : Truth.False;
    }

    (int Red, int Blind) Count(Frame frame)
    {
        var (red, blind) = (0, 0);
        foreach (var line in lines)
        {
            if (frame.Lines[line].BlindSince is not null)
                blind++;
            else if (frame.Lines[line].IsRed)
                red++;
        }
        return (red, blind);
    }
}

/// <summary>The level of another watch, which stands until it changes: 0 calm, 1 notice to 4 critical.</summary>
sealed class LevelNode(int track, Expression source) : NumberNode(Kind.Level, source)
{
    public override Value Of(Frame frame)
    {
        var count = frame.Tracks[track].CountTo(frame.At);
        return count == 0 ? Value.Without(Lack.Blind) : new(frame.Tracks[track].Values[count - 1], Lack.Nothing);
    }
}
