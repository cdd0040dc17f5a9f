using CsCheck;
using IndicatorAlerts.Alerts;
using IndicatorAlerts.Alerts.Feeds;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;
using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Tests.Alerts.Feeds;

/// <summary>Alerts with texts that try to break what they stand in.</summary>
static class FeedLab
{
    public static readonly FeedSite Site = new(
        Options.Create(new IndicatorAlerts.Deliver.SiteOptions { PublicUrl = "https://alerts.example:8443/" })
    );
    static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, 250, TimeSpan.Zero);

    static readonly string[] Hostile =
    [
        "]]>",
        "<script>alert(1)</script>",
        "&amp;&#0;&",
        "\u0000",
        "\u0008\u001b\u007f\u0085",
        "\ud800",
        "\udc00x",
        "\u202eevil\u2066",
        "\ufffe\uffff",
        "\U0010ffff",
        "한국",
        "\"'--><!--",
        "\r\nX: y",
        "\u2028",
    ];

    public static readonly Gen<string> Text = Gen.OneOf(
            Gen.Int[0, Hostile.Length - 1].Select(i => Hostile[i]),
            Gen.String[0, 12]
        )
        .Array[0, 6]
        .Select(parts => "T" + string.Concat(parts));

    public static readonly Gen<Alert> Any =
        from title in Text
        from sentence in Text
        from because in Text
        from watch in Text
        from kind in Gen.Int[0, 6]
        from severity in Gen.Int[0, 3]
        from minute in Gen.Int[0, 10_000]
        select Alert((NotificationKind)kind, (Severity)severity, minute, title) with
        {
            Sentence = sentence,
            WatchTitle = watch,
            RedLine = new()
            {
                Id = "line",
                Title = title,
                Severity = (Severity)severity,
                When = "x > 1",
                Because = because,
            },
        };

    public static Alert Alert(NotificationKind kind, Severity severity, int minute = 0, string title = "Line") =>
        IndicatorAlerts.Alerts.Alert.Of(
            new()
            {
                Id = "lab",
                Title = "Lab",
                RedLines =
                [
                    new()
                    {
                        Id = "line",
                        Title = title,
                        When = "x > 1",
                        Severity = severity,
                    },
                ],
            },
            new()
            {
                RedLine = "line",
                At = Start.AddMinutes(minute),
                From = Phase.Calm,
                To = Phase.Crossed,
                Tell = kind,
                Episode = kind is NotificationKind.Blind or NotificationKind.Sighted ? null : Start,
                Reason = "X is 2, above 1",
                Explanation = new(Truth.True, "X is 2, above 1", null),
            }
        );
}
