using System.Text.Json;

namespace IndicatorAlerts.Local.Mails.Rules;

/// <summary>What SendGrid refuses about the recipients of a request.</summary>
internal static class PersonalizationRules
{
    private const int MaxRecipients = 1000;
    private const int MaxBytes = 10_000;

    private const string ToMissing =
        "The to array is required for all personalization objects, and must have at least one email object with a valid "
        + "email address.";

    public static void Check(MailSendRequest request, Refusals refusals)
    {
        var all = request.Personalizations ?? [];
        if (all.Count is 0 or > MaxRecipients)
        {
            refusals.Add(
                all.Count == 0
                    ? "The personalizations field is required and must have at least one personalization."
                    : $"The personalization block is limited to 1000 personalizations per API request. You have provided {all.Count} personalizations. Please consider splitting this into multiple requests and resending your request.",
                "personalizations"
            );
            return;
        }
        var addresses = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < all.Count; i++)
        {
            var one = all[i] ?? new Personalization();
            CheckRecipients(one, $"personalizations.{i}", addresses, refusals);
            CheckExtras(request, one, $"personalizations.{i}", refusals);
        }
        if (addresses.Count > MaxRecipients)
            refusals.Add("There is a limit of 1000 total recipients (to + cc + bcc) per request.", "personalizations");
    }

    private static void CheckRecipients(Personalization one, string field, HashSet<string> inRequest, Refusals refusals)
    {
        if (one.To is not { Count: > 0 })
            refusals.Add(ToMissing, $"{field}.to");
        var here = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (list, addresses) in new[] { ("to", one.To), ("cc", one.Cc), ("bcc", one.Bcc) })
        {
            for (var i = 0; i < (addresses?.Count ?? 0); i++)
            {
                refusals.CheckAddress(addresses![i], $"{field}.{list}.{i}.email", Refusals.InvalidAddress);
                if (addresses[i]?.Email is not { } email)
                    continue;
                if (!here.Add(email))
                {
                    refusals.Add(
                        $"Each email address in the personalization block should be unique between to, cc, and bcc. We found the first duplicate instance of [{email}] in the {field}.{list} field.",
                        field
                    );
                }
                else if (!inRequest.Add(email))
                {
                    refusals.Add(
                        $"Each unique email address in the personalizations array should only be included once. You have included [{email}] more than once.",
                        "personalizations"
                    );
                }
            }
        }
    }

    private static void CheckExtras(MailSendRequest request, Personalization one, string field, Refusals refusals)
    {
        if (one.From is not null)
            refusals.CheckAddress(one.From, $"{field}.from.email", Refusals.InvalidAddress);
        refusals.CheckHeaders(one.Headers, $"{field}.headers");
        if (Bytes(request.CustomArgs) + Bytes(one.CustomArgs) > MaxBytes)
            refusals.Add("The total size of custom_args may not exceed 10000 bytes.", $"{field}.custom_args");
        if (Bytes(one.Substitutions) > MaxBytes)
        {
            refusals.Add(
                "The total size of your substitutions may not exceed 10000 bytes per personalization object.",
                $"{field}.substitutions"
            );
        }
    }

    private static int Bytes(Dictionary<string, string>? values) =>
        values is null
            ? 0
            : JsonSerializer.SerializeToUtf8Bytes(values, SendGridJson.Default.DictionaryStringString).Length;
}
