using IndicatorAlerts.Alerts;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.Subscribe;

namespace IndicatorAlerts.Deliver;

/// <summary>
/// Walks the readers of a watch page by page and writes down, in one transaction a page, who is sent what, the reason for every reader,
/// and where to go on. So it can be broken off anywhere, and two that plan at once do not plan anything twice.
/// </summary>
public sealed partial class DeliveryPlanner(
    Deliveries deliveries,
    SendTable sends,
    AlertRows rows,
    Audience audience,
    FixedReaders fixedReaders,
    RecentSends recent,
    HeldMail held,
    IMailSender sender,
    DeliveryEnd end,
    QueueSender queue,
    TimeProvider time,
    ILogger<DeliveryPlanner> log
)
{
    const int LookupsAtOnce = 16;

    // A step of a trigger may take five minutes: what is long goes on in a step of its own.
    const int MostPages = 200;

    /// <summary>Plans a started entry to its end; false when that is for somebody else to do, who was asked or is at it.</summary>
    public async Task<bool> PlanAsync(OutboxEntry entry, CancellationToken cancel)
    {
        var delivery = await deliveries.BeginAsync(
            new()
            {
                Id = $"{entry.Watch}|{entry.Id}",
                Watch = entry.Watch,
                Alerts = entry.Alerts,
                At = time.GetUtcNow(),
            },
            cancel
        );
        // Somebody began this and may not have come to ask for what it planned.
        if (delivery.Page > 0)
            foreach (var send in await sends.OpenAsync(delivery.Id, cancel))
                await queue.SendAsync(QueueNames.Send, new SendMessage(delivery.Id, send.Id), cancel);
        var alerts = await AlertsAsync(delivery, cancel);
        for (var pages = 0; delivery.State == DeliveryState.Planning; pages++)
        {
            if (pages == MostPages)
            {
                await queue.SendAsync(QueueNames.Deliver, new DeliverMessage(entry.Watch, entry.Id), cancel);
                return false;
            }
            if (await PageAsync(delivery, alerts, cancel) is not { } advanced)
                return false;
            delivery = advanced;
        }
        await end.TryFinishAsync(delivery.Id, cancel);
        return true;
    }

    async Task<IReadOnlyList<Alert>> AlertsAsync(Delivery delivery, CancellationToken cancel)
    {
        var found = await Task.WhenAll(delivery.Alerts.Select(id => rows.FindAsync(delivery.Watch!, id, cancel)));
        if (found.Contains(null))
            throw new InvalidOperationException($"The delivery {delivery.Id} names an alert that does not exist.");
        return [.. found.OfType<Alert>()];
    }

    async Task<Delivery?> PageAsync(Delivery delivery, IReadOnlyList<Alert> alerts, CancellationToken cancel)
    {
        var (candidates, isLast) =
            delivery.Page == 0
                ? (await fixedReaders.CandidatesAsync(delivery.Watch!, cancel), false)
                : await NextAsync(delivery, cancel);
        var plan = PagePlan.Of(delivery, alerts, candidates);
        await PrepareAsync(delivery, plan, candidates, cancel);
        var walked = plan.Why?.Readers ?? [];
        isLast &= walked.Count == candidates.Count;
        var advanced = await deliveries.TryWritePageAsync(
            delivery with
            {
                Page = delivery.Page + 1,
                Cursor = delivery.Page == 0 || walked.Count == 0 ? delivery.Cursor : walked[^1],
                Walked = delivery.Walked + walked.Count,
                Counts = PagePlan.Count(delivery, plan.Why),
                State = isLast ? DeliveryState.Sending : DeliveryState.Planning,
            },
            plan.Why,
            plan.Sends,
            cancel
        );
        if (advanced is null)
            return null;
        foreach (var send in plan.Sends)
            await queue.SendAsync(QueueNames.Send, new SendMessage(send.Delivery, send.Id), cancel);
        if (isLast)
            Planned(log, delivery.Id, advanced.Walked, advanced.Page);
        return advanced;
    }

    async Task<(IReadOnlyList<Candidate>, bool IsLast)> NextAsync(Delivery delivery, CancellationToken cancel)
    {
        var readers = await audience.PageAsync(delivery.Watch!, delivery.Cursor, sender.MostLetters, cancel);
        var limited = readers.Where(r => r.Subscription is { MostPerHour: not null, Paused: false }).ToList();
        var sent = new Dictionary<string, IReadOnlyList<DateTimeOffset>>();
        foreach (var some in limited.Chunk(LookupsAtOnce))
        {
            var found = await Task.WhenAll(
                some.Select(r => recent.OfAsync(r.Id, delivery.At, exceptDelivery: delivery.Id, cancel))
            );
            foreach (var (reader, at) in some.Zip(found))
                sent[reader.Id] = at;
        }
        return (
            [.. readers.Select(r => new Candidate(r.Id, r.Subscription, sent.GetValueOrDefault(r.Id) ?? []))],
            readers.Count < sender.MostLetters
        );
    }

    // Before the page itself: what is written twice is the same, and what is not written would be lost.
    async Task PrepareAsync(
        Delivery delivery,
        PagePlan plan,
        IReadOnlyList<Candidate> candidates,
        CancellationToken cancel
    )
    {
        foreach (var hold in plan.Holds)
            await held.HoldAsync(hold.Due, hold.Occasion, delivery.Watch!, hold.Alerts, hold.Readers, cancel);
        var sentTo = plan.Sends.SelectMany(s => s.Readers).ToHashSet();
        foreach (
            var some in candidates
                .Where(c => c.Wants.MostPerHour is not null && sentTo.Contains(c.Id))
                .Chunk(LookupsAtOnce)
        )
            await Task.WhenAll(some.Select(c => recent.AddAsync(c.Id, delivery.At, delivery.Id, cancel)));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Planned {Delivery}: {Readers} readers on {Pages} pages")]
    static partial void Planned(ILogger log, string delivery, int readers, int pages);
}
