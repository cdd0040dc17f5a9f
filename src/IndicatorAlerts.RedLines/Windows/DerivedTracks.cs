using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.RedLines.Language;

namespace IndicatorAlerts.RedLines.Windows;

/// <summary>A series made of others: what changes in them is made again from there on.</summary>
abstract class DerivedTrack(params Track[] inputs) : Track
{
    public override void Advance(long at)
    {
        ChangedFrom = long.MaxValue;
        var from = From(inputs.Min(i => i.ChangedFrom), at);
        if (from == long.MaxValue)
            return;
        ChangedFrom = from;
        var kept = CountTo(from - 1);
        if (kept < Count)
        {
            Count = kept;
            Changed(from);
        }
        Make(from, at);
    }

    /// <summary>From where on points must be made again; the end of time when nothing changed.</summary>
    protected virtual long From(long changed, long at) => changed;

    protected abstract void Make(long from, long at);

    /// <summary>What is no number is left out, as a division by zero on the way.</summary>
    protected void Put(long time, double value)
    {
        if (double.IsFinite(value))
            Append(time, value + 0.0);
    }
}

/// <summary>
/// Arithmetic or a comparison, point by point. A level stands until the next, for as long as it is not stale; an event has
/// its own instant only: levels join at the times of both, a level and an event at the event's, two events at common times.
/// </summary>
sealed class JoinTrack(Operator op, JoinTrack.Side left, JoinTrack.Side right)
    : DerivedTrack([.. new[] { left.Track, right.Track }.OfType<Track>()])
{
    /// <param name="Track">Null for a constant.</param>
    /// <param name="Constant">Used without a track.</param>
    /// <param name="IsEvents">Has its own instants only.</param>
    /// <param name="Standing">How long a level stands, in ticks.</param>
    public readonly record struct Side(Track? Track, double Constant, bool IsEvents, long Standing)
    {
        public double At(long time)
        {
            if (Track is null)
                return Constant;
            var count = Track.CountTo(time);
            return count == 0 || time - Track.Times[count - 1] > (IsEvents ? 0 : Standing)
                ? double.NaN
                : Track.Values[count - 1];
        }

        public int After(long time) => Track?.CountTo(time) ?? 0;

        public long Time(int index) => index < (Track?.Count ?? 0) ? Track!.Times[index] : long.MaxValue;
    }

    protected override void Make(long from, long at)
    {
        var (i, j) = (left.After(from - 1), right.After(from - 1));
        while (Math.Min(left.Time(i), right.Time(j)) is var time && time != long.MaxValue)
        {
            var (atLeft, atRight) = (left.Time(i) == time, right.Time(j) == time);
            var (a, b) = (left.At(time), right.At(time));
            if ((atLeft || !left.IsEvents) && (atRight || !right.IsEvents) && !double.IsNaN(a) && !double.IsNaN(b))
                Put(time, Arithmetic.Apply(op, a, b));
            (i, j) = (i + (atLeft ? 1 : 0), j + (atRight ? 1 : 0));
        }
    }
}

/// <summary>A window function at each of its input's times: what it was then, seen with today's knowledge.</summary>
sealed class TrailTrack(Window window) : DerivedTrack(window.Track)
{
    protected override void Make(long from, long at)
    {
        window.Slides = true;
        for (var i = window.Track.CountTo(from - 1); i < window.Track.Count; i++)
            if (window.At(window.Track.Times[i]) is { IsKnown: true } value)
                Put(window.Track.Times[i], value.Number);
    }
}

/// <summary>One value a day or an hour, stamped with its beginning; the one that runs holds what it has so far.</summary>
sealed class PeriodTrack(WindowPlan plan, Track input, bool daily) : DerivedTrack(input)
{
    long next = long.MinValue;

    /// <summary>Days of events without events are made too, as time alone passes.</summary>
    protected override long From(long changed, long at)
    {
        var from = changed == long.MaxValue ? long.MaxValue : Begin(changed);
        return Filled && next != long.MinValue && next <= at ? Math.Min(from, next) : from;
    }

    bool Filled => plan.IsEvents && plan.Function is Function.Sum or Function.Count;

    protected override void Make(long from, long at)
    {
        for (var begin = from; begin <= at; begin = next)
        {
            var first = input.CountTo(begin - 1);
            if (!Filled && first == input.Count)
                return;
            if (!Filled)
                begin = Begin(input.Times[first]);
            next = End(begin);
            Put(begin, first < input.CountTo(next - 1) ? Of(begin, next) : 0);
        }
    }

    double Of(long begin, long end)
    {
        var window = Window.Create(plan with { Width = end - begin, Back = 0 }, new Still(input) { Sources = [] });
        return window.At(end - 1) is { IsKnown: true } value ? value.Number : double.NaN;
    }

    long Begin(long time)
    {
        if (!daily)
            return time - time % TimeSpan.TicksPerHour;
        var local = TimeZoneInfo.ConvertTimeFromUtc(new DateTime(time, DateTimeKind.Utc), plan.Zone);
        return Calendar.ToUtc(local.Date, plan.Zone).Ticks;
    }

    long End(long begin)
    {
        if (!daily)
            return begin + TimeSpan.TicksPerHour;
        var local = TimeZoneInfo.ConvertTimeFromUtc(new DateTime(begin, DateTimeKind.Utc), plan.Zone);
        return Calendar.ToUtc(local.AddHours(2).Date.AddDays(1), plan.Zone).Ticks;
    }

    /// <summary>A view without staleness: a day has what it has.</summary>
    sealed class Still : Track
    {
        public Still(Track input) => (Times, Values, Count) = (input.Times, input.Values, input.Count);

        public override void Advance(long at) { }
    }
}
