using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using IndicatorAlerts.Deliver;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.Subscribe;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Digests;

/// <summary>Sends the digests that are due since the last run, as deliveries named by the instant at which they are due.</summary>
/// <remarks>
/// Sends first, mark last: a run that was broken off is run again, and leaves out the readers whom a send names already. Two runs at
/// once plan the same sends, which are added once.
/// </remarks>
public sealed partial class DigestRun(
    StorageSetup setup,
    WatchTable watches,
    Audience audience,
    Deliveries deliveries,
    SendTable sends,
    IMailSender sender,
    TimeProvider time,
    ILogger<DigestRun> log
)
{
    const int PageSize = 1000;
    static readonly TimeSpan LongestLag = TimeSpan.FromHours(1);

    public async Task SendDueAsync(CancellationToken cancel)
    {
        await setup.EnsureAsync(cancel);
        var now = await DecidedAsync(time.GetUtcNow(), cancel);
        // On the first run of all nothing was promised yet.
        var last = await watches.LastDigestsAsync(cancel);
        if (now <= last)
            return;
        if (last is { } done)
            foreach (var delivery in (await PlanAsync(done, now, cancel)).GroupBy(g => DeliveryOf(g.Request.To)))
                await AddAsync(delivery.Key, [.. delivery], cancel);
        await watches.SetLastDigestsAsync(now, cancel);
    }

    // What an evaluator that lags finds later would be in no digest; but one watch that stands still must not keep back all of them.
    async Task<DateTimeOffset> DecidedAsync(DateTimeOffset now, CancellationToken cancel)
    {
        var decided = now;
        foreach (var id in await watches.ListAsync(cancel))
            if (
                (await watches.ReadStateAsync(id, cancel))?.EvaluatedTo + DigestMail.Undecided is { } at
                && at < decided
            )
                decided = at;
        return decided > now - LongestLag ? decided : now - LongestLag;
    }

    /// <summary>Those who want the same, out of one audience.</summary>
    sealed record Group(DigestRequest Request, string Audience, List<string> Readers);

    async Task<List<Group>> PlanAsync(DateTimeOffset done, DateTimeOffset now, CancellationToken cancel)
    {
        var ids = (await watches.ListAsync(cancel)).ToHashSet(StringComparer.Ordinal);
        var groups = new Dictionary<string, Group>(StringComparer.Ordinal);
        foreach (var watch in ids)
        foreach (var rhythm in (Rhythm[])[Rhythm.Daily, Rhythm.Weekly])
        {
            var after = "";
            IReadOnlyList<DigestWish> page;
            do
            {
                page = await audience.DigestsAsync(watch, rhythm, after, PageSize, cancel);
                foreach (var wish in page)
                    Add(groups, watch, ids, wish, done, now);
                after = page.Count == 0 ? after : page[^1].Id;
            } while (page.Count == PageSize);
        }
        return [.. groups.Values];
    }

    // A reader of several watches gets one digest of all of them, and is found in the first one's audience.
    static void Add(
        Dictionary<string, Group> groups,
        string watch,
        HashSet<string> ids,
        DigestWish wish,
        DateTimeOffset done,
        DateTimeOffset now
    )
    {
        var wants = wish.Subscription;
        string[] own = [.. wants.Watches.Where(ids.Contains).Order(StringComparer.Ordinal)];
        if (wants.Paused || own is not [var first, ..] || first != watch)
            return;
        if (DigestTimes.Due(wants, wish.ChangedAt, done, now) is not { } span)
            return;
        var request = new DigestRequest(
            wants.Rhythm,
            own,
            wants.LeastSeverity,
            [.. wants.Kinds.Order()],
            span.From,
            span.To
        );
        var key = KeyOf(request);
        if (!groups.TryGetValue(key, out var group))
            groups[key] = group = new(request, watch, []);
        group.Readers.Add(wish.Id);
    }

    async Task AddAsync(string delivery, IReadOnlyList<Group> groups, CancellationToken cancel)
    {
        var before = (await sends.ListAsync(delivery, cancel)).SelectMany(s => s.Named()).ToHashSet();
        var added = groups
            .SelectMany(group =>
                NewSend.Parts(
                    KeyOf(group.Request),
                    group.Audience,
                    new() { Digest = group.Request },
                    group.Readers.Where(r => !before.Contains(r)),
                    sender.MostLetters
                )
            )
            .ToList();
        await deliveries.AddSendsAsync(delivery, added, cancel);
        var readers = added.Sum(a => a.Readers.Count);
        Added(log, delivery, readers, added.Count);
    }

    static string DeliveryOf(DateTimeOffset due) =>
        string.Create(CultureInfo.InvariantCulture, $"digest|{due.UtcDateTime:yyyyMMdd'T'HHmm'Z'}");

    // The audience is the first watch's: it need not stand in the key.
    static string KeyOf(DigestRequest request)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{request.Rhythm}|{string.Join(',', request.Watches)}|{request.Least}|{string.Join(',', request.Kinds)}|{request.From:O}|{request.To:O}"
        );
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Digests {Delivery}: {Readers} readers, {Sends} different ones"
    )]
    static partial void Added(ILogger log, string delivery, int readers, int sends);
}
