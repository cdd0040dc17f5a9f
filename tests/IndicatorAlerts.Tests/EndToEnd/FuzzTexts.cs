using System.Globalization;
using System.Text;
using CsCheck;
using IndicatorAlerts.Deliver;
using IndicatorAlerts.Subscribe;
using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Tests.EndToEnd;

/// <summary>Texts that have broken programs before, and such as are right.</summary>
static class FuzzTexts
{
    static readonly string[] Nasty =
    [
        "",
        " ",
        ".",
        "..",
        "../../etc/passwd",
        "null",
        "true",
        "-1",
        "0",
        "99999999999999999999999",
        "1e400",
        "NaN",
        "' or 1 eq 1 or '",
        "<script>alert(1)</script>",
        "\u202Eabc",
        "\uFEFF",
        "a\u0300\u0301",
        "\uD83D\uDE00",
        "\uD800",
        "\r\n\r\nGET / HTTP/1.1",
        "%2e%2e%2f",
        "%zz",
        "2024-02-30T25:61:00Z",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.9999999+14:00",
        "max(punggye-ri-shock, 24h) >=",
        "((((((((((((((((((((((((((((((((1))))))))))))))))))))))))))))))))",
        "!push:a:b",
        "PartitionKey",
        new string('a', 700),
    ];

    const string Reader = "reader@indicator-alerts.example";

    static readonly Dictionary<string, string[]> Right = new()
    {
        ["watch"] = ["korean-peninsula", "no-such-watch"],
        ["id"] = ["punggye-ri-shock", "nuclear-test", "korean-peninsula", "0123456789abcdef"],
        ["sha"] = [new string('0', 64)],
        ["when"] =
        [
            "max(punggye-ri-shock, 24h) >= 4.0",
            "count(punggye-ri-shock > 0, 30d) >= 6",
            "age(punggye-ri-shock) > 2d",
        ],
        ["clearWhen"] = ["age(punggye-ri-shock) > 24h", "false"],
        ["format"] = ["json", "csv"],
        ["address"] = [Reader],
        ["token"] = [Token(LinkUse.Manage), Token(LinkUse.Unsubscribe)],
        ["watches"] = ["korean-peninsula"],
        ["If-Match"] = ["*", "\"1\""],
        ["number"] = ["1", "2", "99"],
        ["from"] = ["1", "2020-01-01"],
        ["to"] = ["2", "2026-01-01"],
        ["queue"] = ["evaluate", "deliver"],
        ["limit"] = ["1", "10"],
        ["lag"] = ["3d", "0m"],
        ["every"] = ["1h", "1d"],
        ["history"] = ["30d"],
        ["Prefer"] = ["respond-async"],
    };

    public static Gen<string> Any { get; } =
        Gen.Frequency(
            (3, Gen.OneOf(Nasty)),
            (2, Gen.Char.Array[0, 40].Select(c => new string(c))),
            (1, Gen.Char.AlphaNumeric.Array[1, 20].Select(c => new string(c)))
        );

    // As the service under test makes it, whose secret is known.
    static string Token(LinkUse use)
    {
        var secrets = new ReaderSecrets(
            Options.Create(new SubscribeOptions { Secret = Convert.ToBase64String(new byte[32]) })
        );
        var links = new ReaderLinks(secrets, Options.Create(new SiteOptions()), TimeProvider.System);
        return links.Token(use, secrets.IdOf(Reader));
    }

    /// <summary>A value for a name: one that is right, mostly.</summary>
    public static Gen<string> Of(string name) =>
        Right.TryGetValue(name, out var right)
            ? Gen.Frequency((3, Gen.OneOf(right)), (1, Any))
            : Gen.Frequency((1, Gen.Char.AlphaNumeric.Array[1, 30].Select(c => new string(c))), (1, Any));

    /// <summary>A value of a type of JSON Schema, or of a format, as text.</summary>
    public static Gen<string> Plain(string? type) =>
        type switch
        {
            "integer" => Gen.Int[-5, 20_000].Select(i => $"{i}"),
            "number" => Gen.Double[-1e6, 1e6].Select(d => d.ToString("R", CultureInfo.InvariantCulture)),
            "boolean" => Gen.Bool.Select(b => b ? "true" : "false"),
            "date-time" => Gen.Int[0, 20_000].Select(d => DateTimeOffset.UnixEpoch.AddDays(d).ToString("O")),
            _ => Any,
        };

    /// <summary>What may stand in a header: everything else is refused before it is sent.</summary>
    public static string Sent(string text) =>
        new string([.. Whole(text).Where(c => c is >= ' ' and not '\u007F')]).Trim();

    /// <summary>Without halves of characters, which cannot be sent.</summary>
    public static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
