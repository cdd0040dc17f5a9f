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

    /// <summary>Addresses that are told of every alert beside the subscribers, parted by commas; may be none.</summary>
    public string Recipients { get; set; } = "";

    public string SendGridUrl { get; set; } = "https://api.sendgrid.com";

    /// <summary>The longest time that one request to the provider may take, in seconds.</summary>
    public double TimeoutSeconds { get; set; } = 30;

    /// <summary>Without a webhook: after so long a send without a recorded end is made again, in seconds.</summary>
    public double ClaimSeconds { get; set; } = 120;

    /// <summary>The public key by which the provider signs the events that it posts, in Base64; none: events are not heard.</summary>
    public string? WebhookKey { get; set; }

    /// <summary>With a webhook: how long its events are waited for before a send without a recorded end is made again, in seconds.</summary>
    public double DoubtSeconds { get; set; } = 300;

    /// <summary>Whether the provider's events settle what is in doubt.</summary>
    public bool HasWebhook => !string.IsNullOrEmpty(WebhookKey);

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

/// <summary>How people are told of alerts.</summary>
public sealed record TellingOptions
{
    /// <summary>How long an alert waits for others of its watch to go in one mail, in seconds; those of critical lines wait for none.</summary>
    public double GroupSeconds { get; set; } = 10;

    /// <summary>How long finished deliveries are kept, with the reasons for every reader, in days.</summary>
    public int KeepDays { get; set; } = 90;
}
