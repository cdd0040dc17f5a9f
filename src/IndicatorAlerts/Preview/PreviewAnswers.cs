using System.Text.Json;
using IndicatorAlerts.Jobs;

namespace IndicatorAlerts.Preview;

/// <summary>Answers with what red lines would have done: at once, or, what takes long, as a job.</summary>
public sealed class PreviewAnswers(Previews previews, JobDesk jobs, PreviewWork work, TimeProvider time)
{
    // Longer than any preview of the usual size takes, and shorter than a person waits without a sign.
    static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(5);

    public async Task<IResult> AnswerAsync(HttpRequest request, PreviewOrder order, CancellationToken cancel)
    {
        if (!request.PrefersJob())
        {
            using var patience = new CancellationTokenSource(AtOnce, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
            try
            {
                var answer = await previews.RunAsync(order, null, either.Token);
                return TypedResults.Bytes(PreviewWork.Write(order, answer), work.ResultType);
            }
            catch (OperationCanceledException)
                when (patience.IsCancellationRequested && !cancel.IsCancellationRequested)
            {
                // It goes on as a job.
            }
        }
        var content = JsonSerializer.SerializeToUtf8Bytes(order, PreviewJson.Default.PreviewOrder);
        return await jobs.BeginAsync(request.HttpContext, work, order.Draft.Id, content, cancel);
    }
}

/// <summary>A preview as a job.</summary>
public sealed class PreviewWork(Previews previews) : IJobWork
{
    public string Kind => "preview";

    public string ResultType => "application/json";

    public async Task RunAsync(JobTask task, CancellationToken cancel)
    {
        var order = JsonSerializer.Deserialize(task.Order, PreviewJson.Default.PreviewOrder)!;
        await task.Result.WriteAsync(Write(order, await previews.RunAsync(order, task.Tell, cancel)), cancel);
    }

    /// <summary>The body of the answer to an order.</summary>
    public static byte[] Write(PreviewOrder order, PreviewAnswer answer) =>
        order.Plan is { } plan
            ? JsonSerializer.SerializeToUtf8Bytes(plan with { History = answer }, PreviewJson.Default.PackPlan)
            : JsonSerializer.SerializeToUtf8Bytes(answer, PreviewJson.Default.PreviewAnswer);
}
