using MailKit.Security;

namespace IndicatorAlerts.Deliver;

/// <summary>The mail server that takes mail by SMTP.</summary>
public sealed record SmtpOptions
{
    public string Host { get; set; } = "";

    public int Port { get; set; } = 587;

    /// <summary>Empty: the server asks for none.</summary>
    public string User { get; set; } = "";

    public string Password { get; set; } = "";

    /// <summary><c>starttls</c> (the default), <c>tls</c> from the first byte on, or <c>none</c>.</summary>
    public string Security { get; set; } = "starttls";

    /// <summary>The same as the library has it; null when it is none of the three words.</summary>
    public SecureSocketOptions? SocketOptions =>
        Security switch
        {
            "starttls" => SecureSocketOptions.StartTls,
            "tls" => SecureSocketOptions.SslOnConnect,
            "none" => SecureSocketOptions.None,
            _ => null,
        };
}
