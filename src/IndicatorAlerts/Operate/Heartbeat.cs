using IndicatorAlerts.Hosting;
using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Operate;

/// <summary>Asks for an address that an outside monitor watches, as long as all is well: its silence is the alarm.</summary>
public sealed partial class Heartbeat(
    StorageSetup setup,
    ProblemFinder finder,
    IOptions<HeartbeatOptions> options,
    ILogger<Heartbeat> log
) : IDisposable
{
    // Not by a factory: that one logs addresses, and this one is a secret.
    readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        Timeout = TimeSpan.FromSeconds(options.Value.TimeoutSeconds),
        MaxResponseContentBufferSize = 64 * 1024,
    };

    public async Task BeatAsync(CancellationToken cancel)
    {
        if (options.Value.Url.Length == 0)
            return;
        if (await TroubleAsync(cancel) is { } trouble)
        {
            Withheld(log, trouble);
            return;
        }
        try
        {
            using var answer = await http.GetAsync(
                new Uri(options.Value.Url),
                HttpCompletionOption.ResponseHeadersRead,
                cancel
            );
            if (!answer.IsSuccessStatusCode)
                Unheard(log, $"it answered {(int)answer.StatusCode}");
        }
        catch (HttpRequestException e)
        {
            // Its message may hold the address.
            Unheard(log, e.HttpRequestError.ToString());
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            Unheard(log, $"it did not answer within {options.Value.TimeoutSeconds} s");
        }
    }

    public void Dispose() => http.Dispose();

    async Task<string?> TroubleAsync(CancellationToken cancel)
    {
        if (await setup.CheckAsync(cancel) is { } unready)
            return unready;
        await setup.EnsureAsync(cancel);
        return await finder.BlockingAsync(cancel) is [{ } first, ..] ? first.Text : null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "No heartbeat: {Trouble}")]
    static partial void Withheld(ILogger log, string trouble);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The monitor did not hear the heartbeat: {Reason}")]
    static partial void Unheard(ILogger log, string reason);
}
