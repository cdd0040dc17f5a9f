using IndicatorAlerts.Admin;
using IndicatorAlerts.Collect;
using IndicatorAlerts.Deliver;
using IndicatorAlerts.Evaluate;

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
        new HttpTrigger("Api", "api/{*path}", ["delete", "get", "patch", "post", "put"]),
        new HttpTrigger("Live", "healthz", ["get"]),
        new HttpTrigger("Pages", "ui/{*path}", ["get"]),
        new HttpTrigger("Ready", "readyz", ["get"]),
    ];
}
