using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;

namespace IndicatorAlerts.Local.Mails;

/// <summary>
/// Posts what became of mails as SendGrid's event webhook does: signed, every batch more than once, and again until it is answered with
/// 2xx. Mail to <c>bounce…@</c> bounces, mail to <c>complain…@</c> is called spam.
/// </summary>
public sealed class MailEvents : IAsyncDisposable
{
    private const int AtOnce = 4;
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(200);

    private readonly TimeProvider time;
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false })
    {
        Timeout = TimeSpan.FromSeconds(20),
    };
    private readonly Channel<(byte[] Batch, int Left)> waiting = Channel.CreateUnbounded<(byte[], int)>();
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private Task posting = Task.CompletedTask;
    private Uri? target;
    private int open;
    private volatile bool kept;

    internal MailEvents(TimeProvider time) => this.time = time;

    /// <summary>For <c>Mail__WebhookKey</c>.</summary>
    public string PublicKey => Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());

    /// <summary>How often each batch is posted.</summary>
    public int Times { get; set; } = 3;

    /// <summary>How many batches are still to be posted.</summary>
    public int Waiting => Volatile.Read(ref open);

    /// <summary>From now on events wait for an address.</summary>
    public void Keep() => kept = true;

    /// <summary>From now on events are posted there.</summary>
    public void PostTo(Uri address)
    {
        Keep();
        lock (gate)
        {
            if (target is null)
                posting = Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(PostAsync)));
            target = address;
        }
    }

    /// <summary>What a request signed by the key carries in its headers, for a body.</summary>
    public (string Signature, string Timestamp) Sign(byte[] body, DateTimeOffset at)
    {
        var timestamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.ASCII.GetBytes(timestamp), .. body];
        lock (gate)
            return (
                Convert.ToBase64String(
                    key.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)
                ),
                timestamp
            );
    }

    /// <summary>Tells of a request that was taken, unless nobody listens.</summary>
    internal void Tell(AcceptedRequest accepted)
    {
        if (!kept)
            return;
        foreach (var batch in MailEventWriter.Batches(accepted))
        {
            Interlocked.Increment(ref open);
            waiting.Writer.TryWrite((batch, Times));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await posting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
        http.Dispose();
        key.Dispose();
    }

    private async Task PostAsync()
    {
        await foreach (var (batch, left) in waiting.Reader.ReadAllAsync(stop.Token))
        {
            while (!await TryPostAsync(batch))
                await Task.Delay(Retry, time, stop.Token);
            // The first word on every batch comes before the second on any.
            if (left > 1)
                waiting.Writer.TryWrite((batch, left - 1));
            else
                Interlocked.Decrement(ref open);
        }
    }

    private async Task<bool> TryPostAsync(byte[] batch)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new ByteArrayContent(batch) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var (signature, timestamp) = Sign(batch, time.GetUtcNow());
        request.Headers.Add("X-Twilio-Email-Event-Webhook-Signature", signature);
        request.Headers.Add("X-Twilio-Email-Event-Webhook-Timestamp", timestamp);
        try
        {
            using var answer = await http.SendAsync(request, stop.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e)
            when (e is HttpRequestException or OperationCanceledException && !stop.IsCancellationRequested)
        {
            return false;
        }
    }
}
