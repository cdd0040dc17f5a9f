using IndicatorAlerts.Alerts;
using IndicatorAlerts.Deliver;
using IndicatorAlerts.Mails;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.Subscribe;
using Xunit;

namespace IndicatorAlerts.Tests.Mails;

/// <summary>Alerts as an evaluation makes them, with their dossiers.</summary>
static class Sample
{
    public static readonly DateTimeOffset Start = new(2017, 8, 27, 3, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Crossed = new(2017, 9, 3, 3, 30, 0, TimeSpan.Zero);
    const string Site = "https://alerts.example.org";

    public static readonly Indicator Shock = new()
    {
        Id = "shock",
        Title = "Seismic magnitude near Punggye-ri",
        Unit = "magnitude",
        Of = SeriesKind.Events,
        StaleAfter = TimeSpan.FromHours(2),
    };

    public static readonly Indicator Won = new()
    {
        Id = "won",
        Title = "Won per US dollar",
        Unit = "won",
        StaleAfter = TimeSpan.FromDays(4),
    };

    public static readonly RedLine Test = new()
    {
        Id = "nuclear-test",
        Title = "Nuclear test at Punggye-ri",
        Severity = Severity.Critical,
        When = "max(shock, 24h) >= 4.0",
        ClearWhen = "age(shock) > 24h",
        Keep = TimeSpan.FromHours(1),
        RemindEvery = TimeSpan.FromHours(12),
        Because = "Every event this strong and shallow here since 1973 was a test or its aftermath.",
    };

    public static readonly RedLine Shocked = new()
    {
        Id = "shock",
        Title = "Shock near the test site",
        Severity = Severity.Warning,
        When = "max(shock, 24h) >= 2.5",
    };

    public static readonly RedLine Fall = new()
    {
        Id = "won-falls",
        Title = "The won falls",
        Severity = Severity.Watch,
        When = "change(won, 1d) >= 2%",
    };

    public static Watch Watch(params RedLine[] lines) =>
        new()
        {
            Id = "korean-peninsula",
            Title = "Korean Peninsula",
            Every = TimeSpan.FromMinutes(15),
            Indicators = [Shock, Won],
            RedLines = lines,
        };

    /// <summary>A small shock in the days before and the test of 2017; the won falls after it.</summary>
    public static Dictionary<string, Series> Series(double blindAfterHours = 1000) =>
        new()
        {
            ["shock"] = new(
                Shock,
                [Seen(Start.AddDays(3.5), 2.1), Seen(Crossed, 6.3), Seen(Crossed.AddMinutes(8), 4.1)],
                [new(Start.AddDays(-30), Crossed.AddHours(blindAfterHours))]
            ),
            ["won"] = new(
                Won,
                Enumerable
                    .Range(-10, 30)
                    .Select(d => Seen(Start.AddDays(d), d < 8 ? 1121 + 3 * Math.Sin(d) : 1160 + d)),
                []
            ),
        };

    /// <summary>What people are told up to an instant, each with its dossier.</summary>
    public static IReadOnlyList<Dossier> Dossiers(Watch watch, Dictionary<string, Series> series, DateTimeOffset until)
    {
        var compiled = CompiledWatch.Compile(watch, out var errors);
        Assert.Empty(errors);
        var before = compiled!.Start(Start);
        return
        [
            .. compiled
                .Advance(before, series, until)
                .Transitions.Where(t => t.Tell is not null)
                .Select(t => new Dossier
                {
                    Alert = Alert.Of(watch, t),
                    Watch = watch,
                    Before = before with { EvaluatedTo = t.At.AddMinutes(-1) },
                    Series =
                    [
                        .. series.Select(s => new DossierSeries(
                            s.Key,
                            [.. s.Value.Observations.Where(o => o.KnownAt <= t.At).Select(Point)],
                            s.Value.Reads
                        )),
                    ],
                }),
        ];
    }

    public static Dossier One(NotificationKind kind, params RedLine[] lines) =>
        Dossiers(
                Watch(lines.Length == 0 ? [Test] : lines),
                Series(kind is NotificationKind.Blind or NotificationKind.Sighted ? 3 : 1000),
                Crossed.AddDays(3)
            )
            .First(d => d.Alert.Kind == kind);

    public static Task<Mail> MailAsync(IReadOnlyList<Dossier> dossiers, MailOccasion occasion = MailOccasion.AtOnce) =>
        AlertMail.WriteAsync(
            AlertStories.InOrder(dossiers.Select(d => d.Alert)),
            dossiers,
            occasion,
            new(Site + "/"),
            "IndicatorAlerts"
        );

    /// <summary>A reader's copy, as a provider makes it.</summary>
    public static (string Subject, string Html, string Text) CopyOf(Mail mail, string zone = "Asia/Seoul")
    {
        var reader = new Reader(new('a', 32), "reader@example.org", new() { Watches = ["w"], Zone = zone });
        var letter = new Letter(
            reader,
            new(Site + "/ui/preferences/TOKEN"),
            new(Site + "/ui/unsubscribe/TOKEN"),
            new(Site + "/api/unsubscribe/TOKEN")
        );
        var values = Personal.Of(mail, letter);
        string Replace(string text) =>
            values.Aggregate(text, (t, v) => t.Replace(v.Key, v.Value, StringComparison.Ordinal));
        return (Replace(mail.Subject), Replace(mail.Html), Replace(mail.Text));
    }

    static Observation Seen(DateTimeOffset at, double value) => new(at, value, at);

    static DossierPoint Point(Observation o) =>
        new(
            o.ObservedAt,
            o.Value,
            o.KnownAt,
            new('5', 64),
            o.Value is > 6 and < 7 ? "M 6.3 Explosion - 21 km ENE of Sungjibaegam, North Korea" : null,
            o.Value is > 6 and < 7 ? "https://earthquake.usgs.gov/earthquakes/eventpage/us2000aert" : null
        );
}
