using System.Text.Json;
using IndicatorAlerts.Access;
using IndicatorAlerts.Alerts.Asking;
using IndicatorAlerts.Jobs;
using IndicatorAlerts.OpenApi;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.Status;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Preview;

/// <summary>A whole watch is replayed over what is stored.</summary>
static class ReplayEndpoint
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapPost("watches/{watch}/replay", PostAsync)
            .Require(Role.Reader)
            .Describe("replayWatch", "Begins a job that walks a watch, as it is, over its stored history.", "jobs")
            .Takes<SpanBody>()
            .Gives<Job>(StatusCodes.Status202Accepted)
            .Refuses(400, 404, 409, 413);

    static async Task<IResult> PostAsync(
        string watch,
        HttpRequest request,
        WatchTable watches,
        JobDesk jobs,
        ReplayWork work,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        var (body, refusal) = await JsonBody.ReadAsync(request, PreviewInputJson.Default.SpanBody, cancel);
        if (body is null)
            return refusal!;
        if (await watches.ReadDefinitionAsync(watch, cancel) is not { Watch: var definition })
            return Problems.NotFound($"There is no watch '{watch}'.");
        var input = new SpanInput(time);
        var span = input.Span(body);
        // Its own grid: a replay tells what was told, or would have been.
        var every = input.Every(body.Every ?? Duration.Format(definition.Every), definition.Every, span);
        if (input.Errors.Count > 0)
            return Problems.Invalid("So it cannot be replayed.", input.Errors);
        var order = new ReplayOrder(definition with { Every = every }, span);
        var content = JsonSerializer.SerializeToUtf8Bytes(order, PreviewJson.Default.ReplayOrder);
        return await jobs.BeginAsync(request.HttpContext, work, watch, content, cancel);
    }
}
