using IndicatorAlerts.Access;
using IndicatorAlerts.OpenApi;
using IndicatorAlerts.Status;

namespace IndicatorAlerts.Jobs;

/// <summary>How far long work is, what it found, and its end before its time.</summary>
static class JobEndpoints
{
    public static void AddJobs(this IServiceCollection services)
    {
        services.AddSingleton<JobTable>();
        services.AddSingleton<JobDesk>();
        services.AddSingleton<JobRun>();
    }

    public static void MapJobs(this RouteGroupBuilder api)
    {
        const string tag = "jobs";
        api.MapGet("jobs/{id}", OneAsync)
            .Require(Role.Reader, checksWatch: true)
            .Describe("getJob", "How far a job is.", tag)
            .Gives<Job>()
            .Refuses(404);
        api.MapGet("jobs/{id}/result", ResultAsync)
            .Require(Role.Reader, checksWatch: true)
            .Describe("getJobResult", "What a job found: the body that the request would have been answered with.", tag)
            .Gives<object>()
            .Refuses(404, 409);
        api.MapDelete("jobs/{id}", CancelAsync)
            .Require(Role.Reader, checksWatch: true)
            .Describe("cancelJob", "Cancels a job; one that is over stays as it is.", tag)
            .GivesNothing()
            .Refuses(404, 409);
    }

    static Task<IResult> OneAsync(string id, HttpContext context, JobTable table, CancellationToken cancel) =>
        WithAsync(
            id,
            context,
            table,
            job => Task.FromResult<IResult>(TypedResults.Json(job, JobJson.Default.Job)),
            cancel
        );

    static Task<IResult> ResultAsync(string id, HttpContext context, JobTable table, CancellationToken cancel) =>
        WithAsync(
            id,
            context,
            table,
            async job =>
                job.State == JobState.Done && await table.ReadAsync(id, JobFile.Result, cancel) is { } result
                    ? TypedResults.Bytes(result, "application/json")
                    : Problems.Conflict($"The job has no result; it is {job.State.ToString().ToLowerInvariant()}."),
            cancel
        );

    static Task<IResult> CancelAsync(
        string id,
        HttpContext context,
        JobTable table,
        JobDesk desk,
        CancellationToken cancel
    ) =>
        WithAsync(
            id,
            context,
            table,
            async job =>
                await desk.CancelAsync(job, cancel)
                    ? TypedResults.NoContent()
                    : Problems.Conflict("The job changes all the time; try again."),
            cancel
        );

    static async Task<IResult> WithAsync(
        string id,
        HttpContext context,
        JobTable table,
        Func<Job, Task<IResult>> answer,
        CancellationToken cancel
    )
    {
        if (await table.FindAsync(id, cancel) is not { } job)
            return Problems.NotFound($"There is no job '{id}'.");
        return context.Caller().MayTouch(job.Watch)
            ? await answer(job)
            : Problems.Forbidden($"You may not touch the watch '{job.Watch}'.");
    }
}
