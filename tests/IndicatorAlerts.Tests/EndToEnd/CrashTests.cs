using System.Globalization;
using System.Text.RegularExpressions;
using IndicatorAlerts.Local.Mails;
using IndicatorAlerts.Local.Processes;
using IndicatorAlerts.Tests.Deliver;
using Xunit;

namespace IndicatorAlerts.Tests.EndToEnd;

/// <summary>
/// A process that is killed at random moments while the provider answers at random. In full (200 kills, 50 alerts, 2,000 readers) with
/// <c>CRASHES=200</c> in the environment; <c>CRASH_SEED</c> repeats a run's choices.
/// </summary>
[Collection(Alone.Name)]
public partial class CrashTests(AzuriteFixture azurite)
{
    static readonly int Asked = Number("CRASHES") ?? 0;
    static readonly int Seed = Number("CRASH_SEED") ?? Random.Shared.Next();

    readonly HashSet<string> doubted = [];

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, 20)]
    [InlineData(false, 8)]
    public async Task Every_reader_gets_every_alert_whenever_the_process_dies(bool webhook, int shortKills)
    {
        var kills = Asked > 0 ? Asked : shortKills;
        var (alerts, readers) = Asked > 0 ? (50, 2000) : (12, 1100);
        var random = new Random(Seed);
        await using var service = await PrepareAsync(webhook, random);
        using var storage = new ToldAlerts(service.Settings);
        await storage.SubscribeAsync(readers);
        await DieAsync(service, storage, random, kills, alerts);

        // From here on it lives, and the provider is well.
        service.Mailbox.Faults.Clear();
        await service.StartAsync();
        await storage.WaitUntilOverAsync(() => string.Join('\n', service.Process.Lines));
        Note(service.Process.Lines);
        Judge(service.Mailbox.Mails, webhook, kills, alerts, readers);
    }

    async Task<TestService> PrepareAsync(bool webhook, Random random)
    {
        var service = await TestService.PrepareAsync(
            azurite,
            Driving.StandAlone,
            new() { KeepsContent = false, Capacity = 1_000_000 }
        );
        service.Settings["Mail__Recipients"] = "";
        service.Settings["Mail__TimeoutSeconds"] = "4";
        service.Settings["Mail__ClaimSeconds"] = "5";
        service.Settings["Mail__DoubtSeconds"] = "10";
        if (webhook)
            service.HearEvents();
        service.Mailbox.Faults.Choose = () =>
        {
            lock (random)
                return random.Next(100) switch
                {
                    < 10 => MailboxFault.TooManyRequests,
                    < 18 => MailboxFault.InternalServerError,
                    < 24 => MailboxFault.Hang,
                    < 30 => MailboxFault.AcceptThenCut,
                    _ => null,
                };
        };
        return service;
    }

    async Task DieAsync(TestService service, ToldAlerts storage, Random random, int kills, int alerts)
    {
        var decided = 0;
        for (var kill = 0; kill < kills; kill++)
        {
            while (decided * kills < alerts * (kill + 1) && decided < alerts)
                await storage.DecideAsync(Made.Alert($"l{decided++}", TimeProvider.System.GetUtcNow()));
            TimeSpan life;
            lock (random)
                life = TimeSpan.FromMilliseconds(random.Next(2500));
            await service.StartAsync();
            await Task.WhenAny(service.Process.Exited, Task.Delay(life, TimeProvider.System, Cancel));
            Assert.False(service.Process.Exited.IsCompleted, service.Process.LastLines);
            service.Process.Signal(UnixSignal.Kill);
            await service.Process.Exited;
            Note(service.Process.Lines);
            await service.StopAsync();
        }
    }

    // What a process says of a send that it makes again although an earlier one may have come through.
    void Note(IEnumerable<string> lines)
    {
        foreach (var line in lines)
            if (Again().Match(line) is { Success: true } match)
                doubted.Add(match.Groups[1].Value);
    }

    [GeneratedRegex(@"(\S+ \S+) was begun at \S+ \S+ and is in doubt: sending it again")]
    private static partial Regex Again();

    void Judge(IReadOnlyList<Mail> mails, bool webhook, int kills, int alerts, int readers)
    {
        var copies = mails
            .GroupBy(m => (Reader: m.To[0].Email!, Alert: m.CustomArgs["alert"]))
            .ToDictionary(g => g.Key, g => g.Count());
        var missing = alerts * readers - copies.Count;
        var doubled = copies.Values.Count(c => c > 1);
        var requests = mails
            .GroupBy(m => $"{m.CustomArgs["delivery"]} {m.CustomArgs["send"]}")
            .ToDictionary(g => g.Key, g => g.Select(m => m.MessageId).Distinct().Count());
        var twice = requests.Where(r => r.Value > 1).Select(r => r.Key).ToList();
        Report.Say(
            $"{kills} kills (seed {Seed}), {(webhook ? "with" : "without")} webhook: {alerts} alerts to {readers} readers: "
                + $"{mails.Count} mails, {missing} missing, {doubled} doubled in {twice.Count} of {requests.Count} sends, "
                + $"{doubted.Count} sends were in doubt"
        );
        Assert.True(missing == 0, $"{missing} of {alerts * readers} mails are missing (seed {Seed}).");
        if (webhook)
            Assert.True(doubled == 0, $"{doubled} mails came twice (seed {Seed}): {string.Join(", ", twice)}");
        else
            Assert.All(twice, send => Assert.Contains(send, doubted));
    }

    static int? Number(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
