using System.Globalization;
using IndicatorAlerts.Deliver;

namespace IndicatorAlerts.Mails;

/// <summary>An instant in a mail: a tag that becomes the reader's own time, and UTC.</summary>
/// <param name="Label">What it is the time of.</param>
/// <param name="Tag">See <see cref="Personal.At"/>.</param>
/// <param name="Utc">For everybody.</param>
public sealed record MailTime(string Label, string Tag, string Utc);

/// <summary>Collects the instants of a mail that are shown in the reader's own time zone.</summary>
public sealed class ReaderTimes
{
    readonly List<DateTimeOffset> instants = [];

    /// <summary>See <see cref="Mail.Instants"/>.</summary>
    public IReadOnlyList<DateTimeOffset> Instants => instants;

    public MailTime Add(string label, DateTimeOffset at)
    {
        var index = instants.IndexOf(at);
        if (index < 0)
        {
            index = instants.Count;
            instants.Add(at);
        }
        return new(label, Personal.At(index), Utc(at));
    }

    public static string Utc(DateTimeOffset at) =>
        at.UtcDateTime.ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
