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

    /// <summary>Up to a tenth of the time between two reads, and up to half a minute.</summary>
    public static TimeSpan Of(string watch, Indicator indicator, DateTimeOffset now)
    {
        if (
            TimerSchedule.Next(indicator.Schedule!, now, indicator.ScheduleZone) is not { } next
            || TimerSchedule.Next(indicator.Schedule!, next, indicator.ScheduleZone) is not { } afterNext
        )
            return TimeSpan.Zero;
        var most = (afterNext - next) / 10;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{watch}:{indicator.Id}"));
        var share = BinaryPrimitives.ReadUInt32LittleEndian(hash) / (double)uint.MaxValue;
        // Queues count whole seconds.
        return TimeSpan.FromSeconds(Math.Floor((most < Longest ? most : Longest).TotalSeconds * share));
    }
}
