using MailKit;
using MailKit.Net.Smtp;
using Microsoft.Extensions.Options;
using MimeKit;

namespace IndicatorAlerts.Deliver;

/// <summary>Sends mail by SMTP: one connection a call, one message a reader. DKIM is the mail server's work.</summary>
public sealed partial class SmtpSender(IOptions<MailOptions> options, TimeProvider time, ILogger<SmtpSender> log)
    : IMailSender
{
    readonly SmtpOptions server = options.Value.Smtp;
    readonly TimeSpan longest = TimeSpan.FromSeconds(options.Value.TimeoutSeconds);

    /// <summary>So many go out in one call; more may be brought, and those for whom there is no time are left.</summary>
    public int MostLetters => 50;

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(
        Mail mail,
        IReadOnlyList<Letter> letters,
        IReadOnlyDictionary<string, string> marks,
        CancellationToken cancel
    )
    {
        var began = time.GetTimestamp();
        using var timeout = new CancellationTokenSource(longest, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, timeout.Token);
        using var client = new SmtpClient();
        var page = new SmtpPage(letters);
        if (await ConnectAsync(client, stop.Token, cancel) is { } failed)
            return page.Result(failed);
        // A copy that is begun has as much time again as all before it.
        while (page.Next is { } letter && client.IsConnected && time.GetElapsedTime(began) < longest / 2)
            page.Add(await SendAsync(client, mail, letter, stop.Token, cancel));
        var lost = page.Next is not null && !client.IsConnected;
        await QuitAsync(client, stop.Token, cancel);
        return page.Result(lost ? SmtpAnswers.Closed : null);
    }

    async Task<SmtpVerdict?> ConnectAsync(SmtpClient client, CancellationToken stop, CancellationToken cancel)
    {
        try
        {
            // As for every other provider: an authority that does not answer must not keep alerts from leaving.
            client.CheckCertificateRevocation = false;
            await client.ConnectAsync(server.Host, server.Port, server.SocketOptions!.Value, stop);
            if (server.User.Length > 0)
                await client.AuthenticateAsync(server.User, server.Password, stop);
            return null;
        }
        catch (Exception e) when (SmtpAnswers.IsTheirs(e) && !cancel.IsCancellationRequested)
        {
            return SmtpAnswers.OfConnecting(e);
        }
    }

    async Task<SmtpVerdict> SendAsync(
        SmtpClient client,
        Mail mail,
        Letter letter,
        CancellationToken stop,
        CancellationToken cancel
    )
    {
        if (!MailboxAddress.TryParse(letter.Reader.Address, out var to))
            return new(SmtpStep.Refused, "The address is none.");
        var from = new MailboxAddress(options.Value.FromName, options.Value.From);
        var content = new ContentWatch();
        try
        {
            using var message = SmtpLetter.Of(mail, letter, from, to, time.GetUtcNow());
            var said = await client.SendAsync(message, from, [to], stop, content);
            return new(SmtpStep.Taken, ProviderText.Of(said));
        }
        catch (Exception e) when (SmtpAnswers.IsTheirs(e) && !cancel.IsCancellationRequested)
        {
            return SmtpAnswers.OfSending(e, content.HasBegun);
        }
    }

    async Task QuitAsync(SmtpClient client, CancellationToken stop, CancellationToken cancel)
    {
        try
        {
            await client.DisconnectAsync(quit: true, stop);
        }
        catch (Exception e) when (SmtpAnswers.IsTheirs(e) && !cancel.IsCancellationRequested)
        {
            // What the server has taken stays taken.
            NoGoodbye(log, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The mail server did not answer QUIT: {Reason}")]
    static partial void NoGoodbye(ILogger log, string reason);

    /// <summary>Whether the content of a message has begun to go out.</summary>
    sealed class ContentWatch : ITransferProgress
    {
        public bool HasBegun { get; private set; }

        public void Report(long bytesTransferred, long totalSize) => HasBegun = true;

        public void Report(long bytesTransferred) => HasBegun = true;
    }
}
