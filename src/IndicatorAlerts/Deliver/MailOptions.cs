namespace IndicatorAlerts.Deliver;

/// <summary>How mail leaves.</summary>
public sealed record MailOptions
{
    public const string SendGrid = "sendgrid";
    public const string BySmtp = "smtp";

    /// <summary>How mail leaves: <c>sendgrid</c> or <c>smtp</c>.</summary>
    public string Sender { get; set; } = SendGrid;

    /// <summary>How mail leaves while that fails; the other one, or empty for none.</summary>
    public string Fallback { get; set; } = "";

    /// <summary>How long the sender must have failed before the other one is used, in seconds.</summary>
    public double FallbackAfterSeconds { get; set; } = 300;

    public SmtpOptions Smtp { get; set; } = new();

    /// <summary>The key of the SendGrid account, with the right to send.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>The sender's address, verified with the provider.</summary>
    public string From { get; set; } = "";

    public string FromName { get; set; } = "IndicatorAlerts";

    /// <summary>The addresses that are told of every alert, parted by commas.</summary>
    public string Recipients { get; set; } = "";

    public string SendGridUrl { get; set; } = "https://api.sendgrid.com";

    /// <summary>The longest time that one request to the provider may take, in seconds.</summary>
    public double TimeoutSeconds { get; set; } = 30;

    /// <summary>After so long a send without a recorded end is in doubt and made again, in seconds.</summary>
    public double ClaimSeconds { get; set; } = 120;

    /// <summary>Whether a way to send is the sender or the fallback.</summary>
    public bool Uses(string way) => Sender == way || Fallback == way;

    /// <summary>The addresses of <see cref="Recipients"/>.</summary>
    public IReadOnlyList<string> Readers =>
        [
            .. Recipients
                .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Distinct(StringComparer.OrdinalIgnoreCase),
        ];
}
