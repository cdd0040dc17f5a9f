using System.Text.Json;
using IndicatorAlerts.Jobs;
using IndicatorAlerts.RedLines;

namespace IndicatorAlerts.Push;

/// <summary>Where pushed observations belong, and how they are written.</summary>
/// <param name="Watch">The watch's id.</param>
/// <param name="Indicator">As it was when they came.</param>
/// <param name="Format">How they are written.</param>
/// <param name="Lag">How long after its time a value became known where an entry does not say so; null: when it is stored.</param>
public sealed record ImportOrder(string Watch, Indicator Indicator, PushFormat Format, TimeSpan? Lag);

/// <summary>Reads observations from a stream and stores them.</summary>
public sealed class ObservationImport(ObservationPush push, TimeProvider time)
{
    public Task<PushAnswer> RunAsync(ImportOrder order, Stream body, Action<int>? progress, CancellationToken cancel)
    {
        var entries = PushReader.ReadAsync(body, order.Format, new(time.GetUtcNow(), order.Lag), cancel);
        return push.PushAsync(order.Watch, order.Indicator, entries, progress, cancel);
    }
}

/// <summary>An import as a job: begun again, what is stored already is unchanged.</summary>
public sealed class ImportWork(ObservationImport import, JobTable files) : IJobWork
{
    public string Kind => "import";

    public string ResultType => "application/json";

    public async Task RunAsync(JobTask task, CancellationToken cancel)
    {
        var order = JsonSerializer.Deserialize(task.Order, PushJson.Default.ImportOrder)!;
        await using var body =
            await files.OpenAsync(task.Id, JobFile.Body, cancel)
            ?? throw new InvalidOperationException($"The body of the job {task.Id} is gone.");
        double all = Math.Max(body.Length, 1);
        var answer = await import.RunAsync(order, body, _ => task.Tell(body.Position / all), cancel);
        await JsonSerializer.SerializeAsync(task.Result, answer, PushJson.Default.PushAnswer, cancel);
    }
}
