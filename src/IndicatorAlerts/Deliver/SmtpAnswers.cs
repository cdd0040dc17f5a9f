using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace IndicatorAlerts.Deliver;

/// <summary>What became of one copy.</summary>
enum SmtpStep
{
    Taken,

    /// <summary>This reader's will never be taken.</summary>
    Refused,

    /// <summary>This reader's is not taken now; others' may be.</summary>
    Later,

    /// <summary>It is not taken, and nor will the next ones be now.</summary>
    Stop,

    /// <summary>It may be taken, and nobody can tell.</summary>
    InDoubt,
}

/// <param name="Step">What became of it.</param>
/// <param name="Text">Why; names no reader.</param>
/// <param name="ShutOut">We are not accepted, whoever the reader is.</param>
/// <param name="NoMailbox">There is no mailbox of the reader's address.</param>
/// <param name="MayBeUs">It is not said to be about the reader's mailbox.</param>
sealed record SmtpVerdict(
    SmtpStep Step,
    string Text,
    bool ShutOut = false,
    bool NoMailbox = false,
    bool MayBeUs = false
);

/// <summary>Sorts what a mail server answers, and how a connection to it can break.</summary>
static class SmtpAnswers
{
    /// <summary>The server has closed the connection between two mails.</summary>
    public static SmtpVerdict Closed { get; } = Stop("The mail server closed the connection.");

    /// <summary>Whether the server or the way to it is at fault, rather than this program.</summary>
    public static bool IsTheirs(Exception e) =>
        e
            is SocketException
                or IOException
                or ProtocolException
                or CommandException
                or AuthenticationException
                or SslHandshakeException
                or ServiceNotAuthenticatedException
                or NotSupportedException
                or OperationCanceledException;

    /// <summary>Why there is no session with the server.</summary>
    public static SmtpVerdict OfConnecting(Exception e) =>
        e switch
        {
            AuthenticationException => Stop($"The mail server does not accept the user and password: {Said(e)}", true),
            SslHandshakeException => Stop($"The mail server's TLS cannot be trusted: {Said(e.InnerException ?? e)}"),
            OperationCanceledException => Stop("The mail server did not answer in time."),
            SmtpCommandException refused => Stop(
                $"The mail server answered {(int)refused.StatusCode}: {Said(e)}",
                IsAboutUs(refused)
            ),
            _ => Stop($"The mail server cannot be reached: {Said(e)}"),
        };

    /// <summary>What became of a copy whose sending has failed.</summary>
    /// <param name="e">How.</param>
    /// <param name="begun">Whether its content has begun to go out: before, no server can have taken it.</param>
    public static SmtpVerdict OfSending(Exception e, bool begun) =>
        e switch
        {
            SmtpCommandException refused => OfCommand(refused),
            ServiceNotAuthenticatedException => Stop("The mail server wants a user and a password.", true),
            NotSupportedException => new(SmtpStep.Refused, "The mail server takes no address beyond ASCII."),
            _ when begun => new(SmtpStep.InDoubt, "The mail server did not say whether it has taken the mail."),
            OperationCanceledException => Stop("The mail server did not answer in time."),
            _ => Stop($"The mail server broke off: {Said(e)}"),
        };

    static SmtpVerdict OfCommand(SmtpCommandException e)
    {
        var text = $"The mail server answered {(int)e.StatusCode}: {Said(e)}";
        if (IsAboutUs(e))
            return Stop(text, true);
        // 421: it closes. And what it says to our own name is not about the reader.
        if (e.StatusCode == SmtpStatusCode.ServiceNotAvailable || e.ErrorCode == SmtpErrorCode.SenderNotAccepted)
            return Stop(text);
        return (int)e.StatusCode < 500
            ? new(SmtpStep.Later, text)
            : new(SmtpStep.Refused, text, NoMailbox: IsNoMailbox(e), MayBeUs: !IsOfMailbox(e));
    }

    // RFC 3463: 5.1.1, 5.1.2, 5.1.3, 5.1.6 and, of RFC 7505, 5.1.10 are about the address; other refusals may be about us or the mail.
    static bool IsNoMailbox(SmtpCommandException e) =>
        e.ErrorCode == SmtpErrorCode.RecipientNotAccepted
        && e.Message.Split(' ', 2)[0] is "5.1.1" or "5.1.2" or "5.1.3" or "5.1.6" or "5.1.10";

    // RFC 3463: x.1 is about the address, x.2 about its mailbox.
    static bool IsOfMailbox(SmtpCommandException e) =>
        e.Message.StartsWith("5.1.", StringComparison.Ordinal)
        || e.Message.StartsWith("5.2.", StringComparison.Ordinal);

    static bool IsAboutUs(SmtpCommandException e) =>
        (int)e.StatusCode is 530 or 534 or 535 or 538
        || e.ErrorCode == SmtpErrorCode.SenderNotAccepted && (int)e.StatusCode >= 500;

    static SmtpVerdict Stop(string text, bool shutOut = false) => new(SmtpStep.Stop, text, shutOut);

    static string Said(Exception e) => ProviderText.Of(e.Message);
}
