using System.Security.Cryptography;
using System.Text;
using IndicatorAlerts.Deliver;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.Subscribe;

namespace IndicatorAlerts.Digests;

/// <summary>
/// Sends held mail that is due: what one reader was to be told of one watch comes as one mail, and readers who are told the same share
/// a send.
/// </summary>
/// <remarks>
/// Sends first, rows last: what was broken off is run again, and leaves out what a send tells already. Rows are read before the sends
/// are: of rows that somebody else has begun to delete, the sends are all there.
/// </remarks>
public sealed partial class HeldRelease(
    StorageSetup setup,
    HeldMail held,
    Deliveries deliveries,
    SendTable sends,
    Audience audience,
    IMailSender sender,
    TimeProvider time,
    ILogger<HeldRelease> log
)
{
    const int LookupsAtOnce = 16;

    // Who is released so late may be quiet again.
    static readonly TimeSpan Late = TimeSpan.FromMinutes(10);

    public async Task ReleaseAsync(CancellationToken cancel)
    {
        await setup.EnsureAsync(cancel);
        foreach (var bucket in await held.DueAsync(time.GetUtcNow(), cancel))
            await ReleaseAsync(bucket, cancel);
    }

    async Task ReleaseAsync(string bucket, CancellationToken cancel)
    {
        var rows = await held.ListAsync(bucket, cancel);
        var delivery = $"held|{bucket}";
        var told = (await sends.ListAsync(delivery, cancel))
            .SelectMany(s => s.Named().SelectMany(r => s.Content.Alerts.Select(a => (a.Watch, Reader: r, Alert: a.Id))))
            .ToHashSet();
        IReadOnlyList<HeldAlert> untold = [.. rows.Where(r => !told.Contains((r.Watch, r.Reader, r.Alert)))];
        var quiet =
            time.GetUtcNow() - HeldMail.DueAt(bucket) > Late ? await HoldAgainAsync(bucket, untold, cancel) : [];
        var added = Group(untold.Except(quiet), sender.MostLetters);
        await deliveries.AddSendsAsync(delivery, added, cancel);
        await held.RemoveAsync(bucket, rows.Except(quiet), cancel);
        var readers = added.Sum(a => a.Readers.Count);
        Released(log, bucket, readers, added.Count);
    }

    /// <summary>Holds on for the readers whose quiet hours have begun again.</summary>
    /// <returns>What is held on.</returns>
    async Task<IReadOnlyList<HeldAlert>> HoldAgainAsync(
        string bucket,
        IEnumerable<HeldAlert> rows,
        CancellationToken cancel
    )
    {
        var quiet = new List<HeldAlert>();
        var mails = rows.Where(r => r.Occasion == MailOccasion.AfterQuiet).GroupBy(r => (r.Watch, r.Reader));
        foreach (var some in mails.Chunk(LookupsAtOnce))
        foreach (var kept in await Task.WhenAll(some.Select(KeepAsync)))
            quiet.AddRange(kept);
        return quiet;

        async Task<IEnumerable<HeldAlert>> KeepAsync(IGrouping<(string Watch, string Reader), HeldAlert> mail)
        {
            var (watch, reader) = mail.Key;
            var wants = (await audience.FindAsync(watch, reader, cancel))?.Subscription;
            // What was held is not critical, or its reader lets nothing through.
            if (wants is null || Wishes.QuietUntil(wants, Severity.Notice, time.GetUtcNow()) is not { } until)
                return [];
            var alerts = mail.Select(r => r.Alert).ToList();
            await held.HoldAsync(until, MailOccasion.AfterQuiet, watch, alerts, [reader], cancel);
            await held.RemoveAsync(bucket, mail, cancel);
            return mail;
        }
    }

    /// <summary>The sends of held alerts, each the same for the same rows. Pure.</summary>
    internal static List<NewSend> Group(IEnumerable<HeldAlert> rows, int most) =>
        [
            .. rows.GroupBy(r => (r.Watch, r.Reader))
                .Select(mail =>
                    (
                        mail.Key.Watch,
                        mail.Key.Reader,
                        // An id begins with its instant.
                        Alerts: string.Join('\n', mail.Select(r => r.Alert).Distinct().Order(StringComparer.Ordinal)),
                        // What was held over the night and what was too much come as one: the night explains it better.
                        Occasion: mail.Min(r => r.Occasion)
                    )
                )
                .GroupBy(m => (m.Watch, m.Alerts, m.Occasion), m => m.Reader)
                .SelectMany(group =>
                {
                    var (watch, alerts, occasion) = group.Key;
                    var content = new MailContent
                    {
                        Alerts = [.. alerts.Split('\n').Select(a => new AlertName(watch, a))],
                        Occasion = occasion,
                    };
                    return NewSend.Parts($"{watch}|{Hash($"{occasion}\n{alerts}")}", watch, content, group, most);
                })
                .OrderBy(s => s.Key, StringComparer.Ordinal),
        ];

    static string Hash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Released the mail held until {Bucket}: {Readers} readers, {Sends} different ones"
    )]
    static partial void Released(ILogger log, string bucket, int readers, int sends);
}
