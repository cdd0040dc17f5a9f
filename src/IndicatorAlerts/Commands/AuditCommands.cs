using System.CommandLine;
using System.Globalization;
using IndicatorAlerts.Access;
using IndicatorAlerts.Hosting;
using static IndicatorAlerts.Commands.Refusals;

namespace IndicatorAlerts.Commands;

/// <summary><c>IndicatorAlerts audit …</c>.</summary>
static class AuditCommands
{
    public static Command Audit() => new("audit", "The audit log in Storage.") { Verify() };

    static Command Verify()
    {
        var anchor = new Option<string?>("--anchor")
        {
            Description =
                "NUMBER:HASH of an entry, as a verification before printed it: finds a log that was written anew.",
        };
        var verify = new Command(
            "verify",
            "Walks the chain of hashes; exit code 1 when an entry was changed, removed or inserted."
        )
        {
            anchor,
        };
        verify.SetAction((parsed, cancel) => VerifyAsync(parsed.GetValue(anchor), cancel));
        return verify;
    }

    static async Task<int> VerifyAsync(string? anchorText, CancellationToken cancel)
    {
        AuditAnchor? anchor = null;
        if (anchorText is not null && (anchor = Anchor(anchorText)) is null)
            return Refuse("--anchor is NUMBER:HASH, with the 64 hexadecimal digits of the hash.");
        var builder = Service.CreateBuilder([]);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        if (StorageAccount.Check(builder.Configuration) is { } wrong)
            return Refuse(wrong);
        await using var app = builder.Build();
        try
        {
            var found = await new AuditCheck(app.Services.GetRequiredService<AuditLog>()).VerifyAsync(anchor, cancel);
            if (found.Faults.Count > 0)
                return Refuse([.. found.Faults, $"The audit log of {found.Entries} entries is not as it was written."]);
            Console.WriteLine(
                found.Last is { } last
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                        $"{found.Entries} entries, each as it was written. The last one, to be noted elsewhere: {last.Number}:{last.Hash}"
                    )
                    : "The audit log has no entries."
            );
            return 0;
        }
        catch (Exception e) when (StorageAccount.IsUnavailable(e))
        {
            return Refuse($"The audit log cannot be read. {StorageAccount.Explain(e)}");
        }
    }

    static AuditAnchor? Anchor(string text) =>
        text.Split(':') is [var number, { Length: 64 } hash]
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
        && hash.All(char.IsAsciiHexDigit)
            ? new(n, hash)
            : null;
}
