using System.Net.Http.Json;
using System.Text.Json.Nodes;
using IndicatorAlerts.Local.Feeds;
using IndicatorAlerts.Tests.Local;
using Xunit;

namespace IndicatorAlerts.Tests.EndToEnd;

/// <summary>What is measured in seconds has the machine to itself.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public class Alone
{
    public const string Name = "alone";
}

[Collection(Alone.Name)]
public class ThousandTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_thousand_indicators_that_are_due_at_once_are_collected_within_a_minute_in_bounded_memory()
    {
        const int watches = 5;
        const int indicators = 200;
        const int hosts = 10;
        var cancel = TestContext.Current.CancellationToken;
        await using var service = await TestService.PrepareAsync(azurite, Driving.StandAlone);
        // As in production: Azurite looks at all messages for each that is renewed, and at all rows for each query.
        service.Settings["StandAlone__VisibilitySeconds"] = "30";
        service.Settings["StandAlone__Schedules__CollectIndicators"] = "*/10 * * * * *";
        service.Settings["StandAlone__Schedules__EvaluateWatches"] = "30 * * * * *";
        service.Settings["StandAlone__Schedules__RecoverDeliveries"] = "15 */5 * * * *";
        for (var h = 0; h < hosts; h++)
            service.Settings[$"Feeds__Mirrors__h{h}.example"] = service.Feeds.MirrorOf($"h{h}.example").ToString();
        var now = TimeProvider.System.GetUtcNow();
        var rows = string.Join(
            ',',
            Enumerable.Range(1, 50).Select(i => $$"""{"t":"{{now.AddHours(-i):O}}","v":{{i}}}""")
        );
        for (var w = 0; w < watches; w++)
        {
            var pack = $"watch: w{w}\ntitle: Watch {w}\nevery: 1m\nindicators:\n";
            for (var i = 0; i < indicators; i++)
            {
                service.Feeds.Set($"h{i % hosts}.example/{w}-{i}.json", FeedAnswer.Json($"[{rows}]"));
                pack +=
                    $"  - {{ id: i{i}, title: I{i}, schedule: '* * * * *', source: {{ kind: json, url: 'http://h{i % hosts}.example/{w}-{i}.json', time: /t, value: /v }} }}\n";
            }
            Assert.Null(
                await service.TryApplyAsync(
                    pack + "red-lines:\n  - { id: l, title: L, when: 'i0 > 1000 and avg(i1, 7d) > 0' }\n"
                )
            );
        }

        await service.StartAsync();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(2));
        using var minute = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        minute.CancelAfter(TimeSpan.FromSeconds(60));
        var collected = 0;
        try
        {
            for (; collected < watches * indicators; await timer.WaitForNextTickAsync(minute.Token))
                collected = (await service.Http.GetFromJsonAsync<JsonArray>("/api/indicators", minute.Token))!.Count(
                    i => (string?)i!["feed"] == "fresh"
                );
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            Assert.Fail($"{collected} of {watches * indicators} were collected within a minute.");
        }
        Assert.InRange(ProcessTable.PeakMegabytes(service.Process.Id), 1, 250);
    }
}
