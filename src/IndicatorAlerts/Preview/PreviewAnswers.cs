using System.Text.Json;
using IndicatorAlerts.Access;
using IndicatorAlerts.Jobs;
using IndicatorAlerts.Status;

namespace IndicatorAlerts.Preview;

/// <summary>Answers with what red lines would have done: at once, or, what takes long, as a job.</summary>
public sealed class PreviewAnswers(Previews previews, JobDesk jobs, TimeProvider time)
{
    // Longer than any preview of the usual size takes, and shorter than a person waits without a sign.
    static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(5);

    public async Task<IResult> AnswerAsync(HttpRequest request, PreviewOrder order, CancellationToken cancel)
    {
        if (!request.Headers["Prefer"].ToString().Contains("respond-async", StringComparison.OrdinalIgnoreCase))
        {
            using var patience = new CancellationTokenSource(AtOnce, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
            try
            {
                var answer = await previews.RunAsync(order, null, either.Token);
                return TypedResults.Bytes(Write(order, answer), "application/json");
            }
            catch (OperationCanceledException)
                when (patience.IsCancellationRequested && !cancel.IsCancellationRequested)
            {
                // It goes on as a job.
            }
        }
        if (await jobs.StartAsync(order, request.HttpContext.Caller(), cancel) is not { } job)
            return Problems.Conflict("Too many jobs of this watch wait already: wait for them, or cancel some.");
        request.HttpContext.Response.Headers.Location = $"/api/jobs/{job.Id}";
        return TypedResults.Json(job, JobJson.Default.Job, statusCode: StatusCodes.Status202Accepted);
    }

    /// <summary>The body of the answer to an order.</summary>
    public static byte[] Write(PreviewOrder order, PreviewAnswer answer) =>
        order.Plan is { } plan
            ? JsonSerializer.SerializeToUtf8Bytes(plan with { History = answer }, PreviewJson.Default.PackPlan)
            : JsonSerializer.SerializeToUtf8Bytes(answer, PreviewJson.Default.PreviewAnswer);
}
