using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.RedLines;

namespace IndicatorAlerts.Collect;

/// <summary>Spreads indicators of one schedule, so that they do not all ask at the full minute; each keeps its place.</summary>
static class Jitter
{
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>How long after its time an indicator is read, in whole seconds, as queues count them.</summary>
    public static TimeSpan Of(string watch, Indicator indicator, DateTimeOffset now)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{watch}:{indicator.Id}"));
        var share = BinaryPrimitives.ReadUInt32LittleEndian(hash) / (double)uint.MaxValue;
        return TimeSpan.FromSeconds(Math.Floor(LongestOf(indicator, now).TotalSeconds * share));
    }

    /// <summary>A tenth of the time between two reads, half a minute at most; whole seconds.</summary>
    public static TimeSpan LongestOf(Indicator indicator, DateTimeOffset now)
    {
        if (
            indicator.Schedule is not { } schedule
            || TimerSchedule.Next(schedule, now, indicator.ScheduleZone) is not { } next
            || TimerSchedule.Next(schedule, next, indicator.ScheduleZone) is not { } afterNext
        )
            return TimeSpan.Zero;
        var most = (afterNext - next) / 10;
        return TimeSpan.FromSeconds(Math.Floor((most < Longest ? most : Longest).TotalSeconds));
    }
}
