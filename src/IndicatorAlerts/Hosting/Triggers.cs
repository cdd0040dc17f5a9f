using IndicatorAlerts.Admin;
using IndicatorAlerts.Alerts.Dossiers;
using IndicatorAlerts.Collect;
using IndicatorAlerts.Deliver;
using IndicatorAlerts.Digests;
using IndicatorAlerts.Evaluate;
using IndicatorAlerts.Jobs;
using IndicatorAlerts.Operate;
using IndicatorAlerts.Subscribe;

namespace IndicatorAlerts.Hosting;

/// <summary>The one list of triggers. The Functions host and the stand-alone process both bind it.</summary>
public static class Triggers
{
    /// <summary>In the data's order.</summary>
    public static IReadOnlyList<Trigger> All { get; } =
    [
        new TimerTrigger(
            "CollectIndicators",
            "0 * * * * *",
            (s, ct) => s.GetRequiredService<CollectionSchedule>().QueueDueAsync(ct)
        ),
        new QueueTrigger(
            "CollectIndicator",
            QueueNames.Collect,
            (s, m, ct) =>
                s.GetRequiredService<IndicatorCollector>()
                    .CollectAsync(Messages.Read(m, MessageJson.Default.CollectMessage), ct)
        ),
        new TimerTrigger(
            "EvaluateWatches",
            "30 * * * * *",
            (s, ct) => s.GetRequiredService<EvaluationSchedule>().QueueAllAsync(ct)
        ),
        new QueueTrigger(
            "EvaluateWatch",
            QueueNames.Evaluate,
            (s, m, ct) =>
                s.GetRequiredService<WatchEvaluator>()
                    .EvaluateAsync(Messages.Read(m, MessageJson.Default.EvaluateMessage).Watch, ct)
        ),
        new QueueTrigger(
            "DeliverAlert",
            QueueNames.Deliver,
            (s, m, ct) =>
                s.GetRequiredService<AlertDelivery>()
                    .DeliverAsync(Messages.Read(m, MessageJson.Default.DeliverMessage), ct)
        ),
        new TimerTrigger(
            "RecoverDeliveries",
            "15 */5 * * * *",
            (s, ct) =>
                Task.WhenAll(
                    s.GetRequiredService<DeliveryRecovery>().RecoverAsync(ct),
                    s.GetRequiredService<ChangeRecords>().RecoverAsync(ct)
                )
        ),
        new TimerTrigger("SendHeld", "50 */5 * * * *", (s, ct) => s.GetRequiredService<HeldRelease>().ReleaseAsync(ct)),
        // Not all zones differ from UTC by whole hours.
        new TimerTrigger(
            "SendDigests",
            "20 */15 * * * *",
            (s, ct) => s.GetRequiredService<DigestRun>().SendDueAsync(ct)
        ),
        new QueueTrigger(
            "SendMail",
            QueueNames.Send,
            (s, m, ct) =>
                s.GetRequiredService<Sending>().SendAsync(Messages.Read(m, MessageJson.Default.SendMessage), ct)
        ),
        new TimerTrigger(
            "ExpireData",
            "0 40 3 * * *",
            (s, ct) =>
                Task.WhenAll(
                    s.GetRequiredService<DeliveryRetention>().ExpireAsync(ct),
                    s.GetRequiredService<DossierExpiry>().ExpireAsync(ct),
                    s.GetRequiredService<JobDesk>().ExpireAsync(ct)
                )
        ),
        new QueueTrigger(
            "SendWelcome",
            QueueNames.Welcome,
            (s, m, ct) =>
                s.GetRequiredService<Welcomes>().SendAsync(Messages.Read(m, MessageJson.Default.WelcomeMessage), ct)
        ),
        new TimerTrigger(
            "TendReaders",
            "45 */5 * * * *",
            (s, ct) => s.GetRequiredService<ReaderTending>().TendAsync(ct)
        ),
        new TimerTrigger(
            "ExpireReaders",
            "0 20 3 * * *",
            (s, ct) => s.GetRequiredService<ReaderTending>().ExpireAsync(ct)
        ),
        new QueueTrigger(
            "RunJob",
            QueueNames.Jobs,
            (s, m, ct) => s.GetRequiredService<JobRun>().RunAsync(Messages.Read(m, MessageJson.Default.JobMessage), ct)
        ),
        new TimerTrigger(
            "WatchOperation",
            "35 */5 * * * *",
            (s, ct) => s.GetRequiredService<OperatorWatch>().WatchAsync(ct)
        ),
        new TimerTrigger("Heartbeat", "55 * * * * *", (s, ct) => s.GetRequiredService<Heartbeat>().BeatAsync(ct)),
        new HttpTrigger("Api", "api/{*path}", ["delete", "get", "patch", "post", "put"]),
        new HttpTrigger("Live", "healthz", ["get"]),
        new HttpTrigger("Pages", "ui/{*path}", ["get", "post"]),
        new HttpTrigger("Ready", "readyz", ["get"]),
    ];
}
