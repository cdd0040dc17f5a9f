using System.Text.RegularExpressions;

namespace IndicatorAlerts.Local.Mails.Rules;

/// <summary>Gathers what is wrong with one request, and holds the checks that several fields share.</summary>
internal sealed partial class Refusals
{
    public const string InvalidAddress = "Does not contain a valid address.";

    private const string Help = "http://sendgrid.com/docs/API_Reference/Web_API_v3/Mail/errors.html#message.";

    // From SendGrid's documentation; List-Unsubscribe, References and the like are free.
    private static readonly HashSet<string> ReservedHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "x-sg-id",
        "x-sg-eid",
        "received",
        "dkim-signature",
        "Content-Type",
        "Content-Transfer-Encoding",
        "To",
        "From",
        "Subject",
        "Reply-To",
        "CC",
        "BCC",
    };

    public List<SendGridError> Errors { get; } = [];

    public void Add(string message, string field) =>
        Errors.Add(new(message, field, Help + IndexInPath().Replace(field, "")));

    public void CheckAddress(MailAddress? address, string field, string missing, string invalid = InvalidAddress)
    {
        if (string.IsNullOrEmpty(address?.Email))
            Add(missing, field);
        else if (address.Email.Length > 254 || !Address().IsMatch(address.Email))
            Add(invalid, field);
    }

    public void CheckHeaders(Dictionary<string, string>? headers, string field)
    {
        foreach (var (name, value) in headers ?? [])
        {
            if (ReservedHeaders.Contains(name))
                Add($"The header {name} is reserved and may not be set.", field);
            if (!HeaderName().IsMatch(name) || value.AsSpan().ContainsAny('\r', '\n'))
                Add($"The header {name} needs a name of printable ASCII and a value of one line.", field);
        }
    }

    [GeneratedRegex(
        """^[^\s@<>()\[\],;:\\"]{1,64}@[a-z0-9][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)+$""",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Address();

    [GeneratedRegex("^[!-9;-~]+$")]
    private static partial Regex HeaderName();

    [GeneratedRegex(@"\.[0-9]+")]
    private static partial Regex IndexInPath();
}
