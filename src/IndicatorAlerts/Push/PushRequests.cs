using System.Text.Json;
using System.Text.Json.Serialization;
using IndicatorAlerts.Access;
using IndicatorAlerts.Jobs;
using IndicatorAlerts.Status;

namespace IndicatorAlerts.Push;

/// <summary>Answers pushes, each key of idempotency once.</summary>
public sealed class PushRequests(ObservationImport import, PushKeys keys, JobTable files, JobDesk jobs, ImportWork work)
{
    /// <param name="context">The request, whose body is read.</param>
    /// <param name="order">What is pushed.</param>
    /// <param name="key">Of idempotency; null for none.</param>
    /// <param name="isLater">Whether the body is taken now and stored by a job.</param>
    /// <param name="cancel">Stops between two writes.</param>
    public async Task<IResult> AnswerAsync(
        HttpContext context,
        ImportOrder order,
        string? key,
        bool isLater,
        CancellationToken cancel
    )
    {
        await using var body = new HashingStream(context.Request.Body);
        Task<Reply> DoAsync() =>
            isLater ? StartAsync(order, body, context.Caller(), cancel) : PushAsync(order, body, cancel);
        if (key is null)
            return (await DoAsync()).ToResult(context);
        var claim = await keys.ClaimAsync(order.Watch, order.Indicator.Id, key, cancel);
        if (claim is null)
            return Problems.Conflict("A push with this key is on its way. Ask again when it is done.");
        if (claim.Body is not null)
            return await body.FinishAsync(cancel) == claim.Body
                ? new Reply(claim.Status, claim.Answer).ToResult(context)
                : Problems.Unprocessable("This key was used for another body. Use a new key for new observations.");
        try
        {
            var reply = await DoAsync();
            if (reply.Refusal is not null)
                await keys.ReleaseAsync(claim, cancel);
            else
                await keys.KeepAsync(claim, await body.FinishAsync(cancel), reply.Status, reply.Json, cancel);
            return reply.ToResult(context);
        }
        catch
        {
            // Also when the caller has gone: who comes back with the key should not have to wait.
            await keys.ReleaseAsync(claim, CancellationToken.None);
            throw;
        }
    }

    /// <summary>What is answered, as it is kept for the key.</summary>
    readonly record struct Reply(int Status, byte[] Json, IResult? Refusal = null)
    {
        public IResult ToResult(HttpContext context) =>
            Refusal is not null ? Refusal
            : Status == StatusCodes.Status202Accepted
                ? JobEndpoints.Begun(context, JsonSerializer.Deserialize(Json, JobJson.Default.Job)!)
            : TypedResults.Text(Json, "application/json; charset=utf-8", Status);
    }

    async Task<Reply> PushAsync(ImportOrder order, Stream body, CancellationToken cancel)
    {
        var answer = await import.RunAsync(order, body, null, cancel);
        if (answer is { Accepted: 0, Unchanged: 0, Rejected: > 0 })
            return new(0, [], Problems.Invalid("Nothing could be read.", answer.Errors));
        var status = answer.Rejected == 0 ? StatusCodes.Status200OK : StatusCodes.Status207MultiStatus;
        return new(status, JsonSerializer.SerializeToUtf8Bytes(answer, PushJson.Default.PushAnswer));
    }

    async Task<Reply> StartAsync(ImportOrder order, Stream body, Caller caller, CancellationToken cancel)
    {
        if (await jobs.OpenAsync(work, order.Watch, caller, cancel) is not { } job)
            return new(0, [], JobEndpoints.TooMany());
        await using (var file = await files.CreateAsync(job.Id, JobFile.Body, cancel))
            await body.CopyToAsync(file, cancel);
        await jobs.StartAsync(job, JsonSerializer.SerializeToUtf8Bytes(order, PushJson.Default.ImportOrder), cancel);
        return new(StatusCodes.Status202Accepted, JsonSerializer.SerializeToUtf8Bytes(job, JobJson.Default.Job));
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(PushAnswer))]
[JsonSerializable(typeof(ImportOrder))]
[JsonSerializable(typeof(List<PushedObservation>))]
sealed partial class PushJson : JsonSerializerContext;
