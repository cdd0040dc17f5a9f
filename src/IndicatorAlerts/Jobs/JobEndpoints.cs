using System.Diagnostics.CodeAnalysis;
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

    /// <summary>A kind of long work.</summary>
    public static void AddJobWork<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        this IServiceCollection services
    )
        where T : class, IJobWork
    {
        services.AddSingleton<T>();
        services.AddSingleton<IJobWork>(s => s.GetRequiredService<T>());
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
            .Describe("getJobResult", "What a job found: what the request would have been answered with.", tag)
            .Gives<object>(StatusCodes.Status200OK, "application/json", "application/x-ndjson")
            .Refuses(404, 409);
        api.MapDelete("jobs/{id}", CancelAsync)
            .Require(Role.Reader, checksWatch: true)
            .Describe("cancelJob", "Cancels a job, others' by editors alone; one that is over stays as it is.", tag)
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

    /// <summary>Whether the caller asks for a job rather than for an answer at once (RFC 7240).</summary>
    public static bool PrefersJob(this HttpRequest request) =>
        request.Headers["Prefer"].ToString().Contains("respond-async", StringComparison.OrdinalIgnoreCase);

    /// <summary>Begins a job of which everything stands in its order, and tells so.</summary>
    public static async Task<IResult> BeginAsync(
        this JobDesk desk,
        HttpContext context,
        IJobWork work,
        string watch,
        byte[] order,
        CancellationToken cancel
    )
    {
        if (await desk.OpenAsync(work, watch, context.Caller(), cancel) is not { } job)
            return TooMany();
        await desk.StartAsync(job, order, cancel);
        return Begun(context, job);
    }

    /// <summary>Tells that a job was begun, and where to ask for it.</summary>
    public static IResult Begun(HttpContext context, Job job)
    {
        context.Response.Headers.Location = $"/api/jobs/{job.Id}";
        return TypedResults.Json(job, JobJson.Default.Job, statusCode: StatusCodes.Status202Accepted);
    }

    /// <summary>Refuses one more.</summary>
    public static IResult TooMany() =>
        Problems.Conflict("Too many jobs of this watch wait already: wait for them, or cancel some.");

    static Task<IResult> ResultAsync(
        string id,
        HttpContext context,
        JobTable table,
        IEnumerable<IJobWork> works,
        CancellationToken cancel
    ) =>
        WithAsync(
            id,
            context,
            table,
            async job =>
                job.State == JobState.Done && await table.OpenAsync(id, JobFile.Result(job), cancel) is { } result
                    ? TypedResults.Stream(result, works.First(w => w.Kind == job.Kind).ResultType)
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
                context.Caller() is { Role: Role.Reader } reader && reader.Name != job.By
                    ? Problems.Forbidden("Others' jobs are cancelled by editors.")
                : await desk.CancelAsync(job, cancel) ? TypedResults.NoContent()
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
