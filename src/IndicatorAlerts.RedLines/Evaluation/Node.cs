using IndicatorAlerts.RedLines.Language;

namespace IndicatorAlerts.RedLines.Evaluation;

enum Kind
{
    Number,
    Duration,
    Instant,
    Level,
}

/// <summary>A checked part of an expression.</summary>
abstract class Node(Expression source, params Node[] parts)
{
    public Expression Source => source;

    public Node[] Parts => parts;
}

abstract class NumberNode(Kind kind, Expression source, params Node[] parts) : Node(source, parts)
{
    public Kind Kind => kind;

    public abstract Value Of(Frame frame);
}

abstract class TruthNode(Expression source, params Node[] parts) : Node(source, parts)
{
    public abstract Truth Of(Frame frame);
}

sealed class ConstantNode(Kind kind, double value, Expression source) : NumberNode(kind, source)
{
    public override Value Of(Frame frame) => new(value, Lack.Nothing);
}

/// <summary>A level as it stands.</summary>
sealed class CurrentNode(int track, Indicator indicator, Expression source) : NumberNode(Kind.Number, source)
{
    public Indicator Indicator => indicator;

    public int Track => track;

    public override Value Of(Frame frame)
    {
        var seen = frame.Tracks[track];
        var count = seen.CountTo(frame.At);
        return seen.IsFresh(frame.At) && count > 0
            ? new(seen.Values[count - 1], Lack.Nothing)
            : Value.Without(Lack.Stale);
    }
}

sealed class WindowNode(int window, Kind kind, Expression source) : NumberNode(kind, source)
{
    public int Window => window;

    public override Value Of(Frame frame) => frame.Windows[window].At(frame.At);
}

sealed class ArithmeticNode(Operator op, NumberNode left, NumberNode right, Kind kind, Expression source)
    : NumberNode(kind, source, left, right)
{
    public override Value Of(Frame frame)
    {
        var (a, b) = (left.Of(frame), right.Of(frame));
        if (a.Lack != Lack.Nothing || b.Lack != Lack.Nothing)
            return Value.Without(a.Lack > b.Lack ? a.Lack : b.Lack);
        if (op == Operator.Divide && b.Number == 0)
            return Value.Without(Lack.Zero);
        return Value.Of(Arithmetic.Apply(op, a.Number, b.Number) + 0.0);
    }
}

sealed class AbsoluteNode(NumberNode operand, Expression source) : NumberNode(operand.Kind, source, operand)
{
    public override Value Of(Frame frame)
    {
        var value = operand.Of(frame);
        return value.IsKnown ? new(Math.Abs(value.Number), Lack.Nothing) : value;
    }
}

sealed class CompareNode(Operator op, NumberNode left, NumberNode right, Expression source)
    : TruthNode(source, left, right)
{
    public Operator Operator => op;

    public NumberNode Left => left;

    public NumberNode Right => right;

    public override Truth Of(Frame frame)
    {
        var (a, b) = (left.Of(frame), right.Of(frame));
        if (a.IsUnknown || b.IsUnknown)
            return left is CountCrossedNode count && b.IsKnown ? count.Bounded(frame, op, b.Number) : Truth.Unknown;
        return a.IsKnown && b.IsKnown && Arithmetic.Compare(op, a.Number, b.Number) ? Truth.True : Truth.False;
    }
}

sealed class AndNode(TruthNode left, TruthNode right, Expression source) : TruthNode(source, left, right)
{
    public override Truth Of(Frame frame)
    {
        var a = left.Of(frame);
        return a == Truth.False ? a : Kleene.And(a, right.Of(frame));
    }
}

sealed class OrNode(TruthNode left, TruthNode right, Expression source) : TruthNode(source, left, right)
{
    public override Truth Of(Frame frame)
    {
        var a = left.Of(frame);
        return a == Truth.True ? a : Kleene.Or(a, right.Of(frame));
    }
}

sealed class NotNode(TruthNode operand, Expression source) : TruthNode(source, operand)
{
    public override Truth Of(Frame frame) => Kleene.Not(operand.Of(frame));
}

sealed class FixedNode(Truth truth, Expression source) : TruthNode(source)
{
    public override Truth Of(Frame frame) => truth;
}

/// <summary>Kleene's strong three-valued logic: the order False, Unknown, True makes it least and greatest.</summary>
static class Kleene
{
    public static Truth And(Truth a, Truth b) => a < b ? a : b;

    public static Truth Or(Truth a, Truth b) => a > b ? a : b;

    public static Truth Not(Truth a) => (Truth)(Truth.True - a);
}
