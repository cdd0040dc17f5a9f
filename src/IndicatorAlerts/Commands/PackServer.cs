using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using IndicatorAlerts.Admin;
using IndicatorAlerts.Admin.Packs;
using IndicatorAlerts.Jobs;
using IndicatorAlerts.Preview;
using IndicatorAlerts.Status;

namespace IndicatorAlerts.Commands;

/// <summary>The server refused, or cannot be reached.</summary>
sealed class ServerException(string message) : Exception(message);

/// <summary>A running service that packs are planned, applied and exported at, over HTTP.</summary>
sealed class PackServer : IDisposable
{
    public const string KeyVariable = "INDICATORALERTS_KEY";
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    readonly HttpClient http;

    PackServer(Uri address, string key)
    {
        http = new() { BaseAddress = address, Timeout = Patience };
        http.DefaultRequestHeaders.Add("X-Api-Key", key);
    }

    /// <summary>By its address and the key in the environment; else what is wrong with them.</summary>
    public static (PackServer? Server, string? Wrong) Open(string url)
    {
        if (
            !Uri.TryCreate(url.TrimEnd('/') + "/", UriKind.Absolute, out var address)
            || !(address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        )
            return (
                null,
                "--server is an address such as https://alerts.example (http only for this machine: a key goes there)."
            );
        return Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } key
            ? (new(address, key), null)
            : (null, $"{KeyVariable} is not set: it holds the key for {address.Host}.");
    }

    /// <param name="yaml">The pack.</param>
    /// <param name="prune">Whether what it does not name is removed.</param>
    /// <param name="history">How far back its lines are tried; null: not at all.</param>
    /// <param name="cancel">Stops the call.</param>
    public async Task<PackPlan> PlanAsync(string yaml, bool prune, string? history, CancellationToken cancel)
    {
        var path = $"api/packs:plan?prune={Word(prune)}";
        if (history is not null)
            path += $"&history={Uri.EscapeDataString(history)}";
        var answer = await PostAsync(path, yaml, null, cancel);
        if (answer.Status == HttpStatusCode.Accepted)
            answer = await ResultAsync(Read(answer.Body, JobJson.Default.Job), cancel);
        return Read(answer.Body, PreviewJson.Default.PackPlan);
    }

    /// <param name="yaml">The pack.</param>
    /// <param name="on">The version that it was planned on; null: whatever is there.</param>
    /// <param name="prune">Whether what it does not name is removed.</param>
    /// <param name="note">Why.</param>
    /// <param name="cancel">Stops the call.</param>
    public async Task<PackApplied> ApplyAsync(string yaml, int? on, bool prune, string? note, CancellationToken cancel)
    {
        var based = on is { } version ? string.Create(CultureInfo.InvariantCulture, $"base={version}") : "force=true";
        var answer = await PostAsync($"api/packs:apply?{based}&prune={Word(prune)}", yaml, note, cancel);
        return Read(answer.Body, AdminJson.Default.PackApplied);
    }

    public async Task<string> ExportAsync(string watch, CancellationToken cancel)
    {
        var answer = await GetAsync($"api/watches/{Uri.EscapeDataString(watch)}/pack", cancel);
        return Encoding.UTF8.GetString(answer.Body);
    }

    public void Dispose() => http.Dispose();

    async Task<(HttpStatusCode Status, byte[] Body)> ResultAsync(Job job, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (!job.IsOver)
        {
            await timer.WaitForNextTickAsync(cancel);
            job = Read((await GetAsync($"api/jobs/{job.Id}", cancel)).Body, JobJson.Default.Job);
            Console.Error.WriteLine(FormattableString.Invariant($"Tried on history: {job.Progress:P0}"));
        }
        return job.Result is { } result
            ? await GetAsync(result.TrimStart('/'), cancel)
            : throw new ServerException(job.Problem ?? "The job was cancelled.");
    }

    async Task<(HttpStatusCode Status, byte[] Body)> GetAsync(string path, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await SendAsync(request, cancel);
    }

    async Task<(HttpStatusCode Status, byte[] Body)> PostAsync(
        string path,
        string yaml,
        string? note,
        CancellationToken cancel
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        if (note is not null)
            request.Headers.Add(Notes.Header, Uri.EscapeDataString(note));
        request.Content = new StringContent(yaml, Encoding.UTF8, MediaTypeHeaderValue.Parse("application/yaml"));
        return await SendAsync(request, cancel);
    }

    static T Read<T>(byte[] body, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(body, type) ?? throw new ServerException("The server's answer is empty.");

    async Task<(HttpStatusCode Status, byte[] Body)> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        try
        {
            using var answer = await http.SendAsync(request, cancel);
            var body = await answer.Content.ReadAsByteArrayAsync(cancel);
            return answer.IsSuccessStatusCode
                ? (answer.StatusCode, body)
                : throw new ServerException(Explain(answer.StatusCode, body));
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancel.IsCancellationRequested)
        {
            throw new ServerException($"{http.BaseAddress!.Host} cannot be reached: {e.Message}");
        }
    }

    static string Explain(HttpStatusCode status, byte[] body)
    {
        try
        {
            if (JsonSerializer.Deserialize(body, AdminJson.Default.Problem) is { Detail: not null } problem)
                return string.Join('\n', [$"{(int)status}: {problem.Detail}", .. (problem.Errors ?? []).Select(Text)]);
        }
        catch (JsonException)
        {
            // Somebody between us and the service answered.
        }
        return $"The server answered {(int)status}.";
    }

    static string Text(FieldProblem error) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"  {error.Field}{(error.Line is { } line ? $" {line}:{error.Column}" : "")}: {error.Message}"
        );

    static string Word(bool value) => value ? "true" : "false";
}
