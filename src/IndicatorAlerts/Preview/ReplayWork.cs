using System.Text;
using System.Text.Json;
using IndicatorAlerts.Evaluate;
using IndicatorAlerts.Jobs;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Replay;

namespace IndicatorAlerts.Preview;

/// <summary>What is replayed, whatever becomes of the watch meanwhile.</summary>
/// <param name="Watch">With the grid that is walked.</param>
/// <param name="Span">Over what.</param>
public sealed record ReplayOrder(Watch Watch, BacktestSpan Span);

/// <summary>Walks a whole watch over its stored history: what the command <c>replay --format json</c> prints, and the scores.</summary>
public sealed class ReplayWork(StoredHistory history) : IJobWork
{
    public string Kind => "replay";

    public string ResultType => "application/x-ndjson";

    public Task RunAsync(JobTask task, CancellationToken cancel)
    {
        var (definition, span) = JsonSerializer.Deserialize(task.Order, PreviewJson.Default.ReplayOrder)!;
        var watch = Previews.Compile(definition);
        return history.WalkAsync(
            async () =>
            {
                var series = await history.ReadAsync([watch], span.From, cancel);
                await using var output = new StreamWriter(task.Result, new UTF8Encoding(false), -1, leaveOpen: true)
                {
                    NewLine = "\n",
                };
                var steps = Replayer.Run(
                    watch,
                    series,
                    span.From,
                    span.To,
                    json: true,
                    output,
                    progress => task.Tell(progress.Share),
                    cancel
                );
                foreach (var score in Scorecard.Of(definition, steps, span))
                    await output.WriteLineAsync(score.Json());
                return steps.Count;
            },
            cancel
        );
    }
}
