using IndicatorAlerts.Deliver;

namespace IndicatorAlerts.Tests.Deliver;

/// <summary>Mails and letters to try senders with.</summary>
static class MailLab
{
    public static readonly byte[] Picture = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    );

    public static readonly DateTimeOffset Now = new(2026, 11, 24, 8, 15, 0, TimeSpan.Zero);

    public static Mail Mail { get; } =
        new()
        {
            Subject = "CRITICAL: 풍계리 핵실험 – Überprüfung der „roten Linie“, die einen sehr langen Titel hat",
            Html = $"<p>전쟁 at {Personal.At(0)}</p><img src=\"cid:chart\"><a href=\"{Personal.Preferences}\">more</a>",
            Text = $"전쟁 at {Personal.At(0)}\r\n{Personal.Unsubscribe}\r\n.\r\n{new string('x', 2000)}\r\nend\r\n",
            Images = [new("chart", Picture)],
            Headers = new Dictionary<string, string>
            {
                ["References"] = "<korean-peninsula.nuclear-test.20261124@indicator-alerts.example>",
                ["List-Id"] = "\"Korean Peninsula\" <korean-peninsula.indicator-alerts.example>",
            },
            Instants = [Now],
        };

    public static IReadOnlyList<Letter> Letters(params string[] addresses) =>
        [
            .. addresses.Select(
                (address, i) =>
                {
                    var id = $"{i:x32}";
                    return new Letter(
                        new(
                            id,
                            address,
                            new() { Watches = ["korean-peninsula"], Zone = i == 0 ? "Asia/Seoul" : "UTC" }
                        ),
                        new($"https://indicator-alerts.example/ui/preferences/{id}"),
                        new($"https://indicator-alerts.example/ui/unsubscribe/{id}"),
                        new($"https://indicator-alerts.example/api/unsubscribe/{new string('t', 90)}{id}")
                    );
                }
            ),
        ];

    public static IEnumerable<string> Ids(params int[] letters) => letters.Select(i => $"{i:x32}");
}
