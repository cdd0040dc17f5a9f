using System.Text.Json;
using IndicatorAlerts.Alerts;
using IndicatorAlerts.Alerts.Dossiers;
using IndicatorAlerts.Alerts.Silences;
using IndicatorAlerts.Evaluate;
using IndicatorAlerts.Observations;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.Watches;
using Xunit;

namespace IndicatorAlerts.Tests.Alerts;

/// <summary>Silences, acknowledgements, shadows and dossiers on real Storage.</summary>
public class SilenceStorageTests(AzuriteFixture azurite)
{
    static readonly Watch Lab = GateLab.Lab with
    {
        Indicators = [GateLab.Shock with { StaleAfter = TimeSpan.FromDays(60) }],
    };

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_silenced_line_is_recorded_with_a_dossier_and_told_once_when_the_silence_ends()
    {
        await using var lab = await AlertsInProcess.StartAsync(azurite, Lab);
        await lab.StepAsync(0, 0);
        await lab.SilenceAsync(10);
        await lab.StepAsync(2, 7);
        var recorded = (await lab.AlertsAsync()).Single(a => a.RedLine.Id == "strong");
        Assert.Equal(("silenced until 2026-01-01 00:10 UTC", "by ann: works"), (recorded.Untold, recorded.UntoldNote));
        Assert.Empty(await lab.OutboxAsync());
        Assert.DoesNotContain(
            "ann",
            JsonSerializer.Serialize(recorded, WatchJson.Default.Alert),
            StringComparison.Ordinal
        );
        await VerifyAsync(lab, recorded);

        await lab.StepAsync(12);
        await lab.StepAsync(13);
        var late = (await lab.AlertsAsync()).Single(a => a is { Late: not null, RedLine.Id: "strong" });
        Assert.Equal("20260101T001000.000Z-crossed.late-strong", late.Id);
        Assert.Equal([late.Id], await lab.OutboxAsync());
        Assert.Contains("during a silence: Shock is 7", late.Sentence, StringComparison.Ordinal);
        Assert.Equal(recorded.Explanation.Root?.Text, late.Explanation.Root?.Text);
        await VerifyAsync(lab, late);
        Assert.DoesNotContain((await lab.WatchAsync()).Effects.Withheld, w => w.RedLine == "strong");
    }

    [Fact]
    public async Task Three_evaluators_at_once_tell_what_one_tells()
    {
        var one = await RunAsync(services: 1);
        var three = await RunAsync(services: 3);
        Assert.Equal(one, three);
        Assert.Contains(one, text => text.Contains(".late-", StringComparison.Ordinal));
    }

    async Task<List<string>> RunAsync(int services)
    {
        await using var lab = await AlertsInProcess.StartAsync(azurite, Lab, services);
        double[] values = [0, 7, 7, 3, 0, 2, 7, 7, 7, 0, 3, 3];
        for (var i = 0; i < values.Length; i++)
        {
            if (i is 1 or 6)
                await lab.SilenceAsync(i * 2 + 5, i == 1 ? "strong" : null);
            await lab.StepAsync(i * 2, values[i]);
        }
        await lab.StepAsync(30);
        var outbox = await lab.OutboxAsync();
        return [.. (await lab.AlertsAsync()).Select(a => $"{a.Id} {a.Untold} {outbox.Contains(a.Id)} {a.Sentence}")];
    }

    [Fact]
    public async Task A_silence_that_is_made_while_an_evaluation_is_under_way_counts_for_it()
    {
        await using var lab = await AlertsInProcess.StartAsync(azurite, Lab);
        await lab.StepAsync(0, 0);
        lab.At(2);
        await lab.SetAsync(7);
        // As a collection has read it before its feed answered.
        var read = await lab.WatchAsync();
        var series = await lab.Get<ObservationTable>().ReadAsync("lab", "shock", lab.Now.AddDays(-90), Cancel);
        await lab.SilenceAsync(10);
        await lab.Get<WatchEvaluator>().EvaluateAsync(new Collected(read, lab.Now, "shock", series), Cancel);
        await lab.EvaluateAsync();
        Assert.All(await lab.AlertsAsync(), a => Assert.NotNull(a.Untold));
        Assert.NotEmpty(await lab.AlertsAsync());
        Assert.Empty(await lab.OutboxAsync());
    }

    [Fact]
    public async Task A_silence_that_is_made_before_the_first_evaluation_counts_for_it()
    {
        await using var lab = await AlertsInProcess.StartAsync(azurite, Lab);
        await lab.SilenceAsync(10);
        await lab.StepAsync(0, 7);
        Assert.NotEmpty(await lab.AlertsAsync());
        Assert.All(await lab.AlertsAsync(), a => Assert.NotNull(a.Untold));
        await lab.StepAsync(11);
        Assert.NotEmpty(await lab.OutboxAsync());
    }

    [Fact]
    public async Task An_acknowledged_episode_is_not_reminded_of_until_that_is_taken_back()
    {
        await using var lab = await AlertsInProcess.StartAsync(azurite, Lab);
        await lab.StepAsync(0, 3);
        var crossed = (await lab.AlertsAsync()).Single(a => a.RedLine.Id == "weak");
        var note = new Acknowledgement
        {
            RedLine = "weak",
            Episode = crossed.Episode!.Value,
            By = "ann",
            At = lab.Now,
            Note = "on it",
        };
        await lab.Get<EffectTable>().AcknowledgeAsync("lab", note, Cancel);
        await lab.StepAsync(8);
        var reminder = (await lab.AlertsAsync()).Single(a => a.Kind == NotificationKind.Reminder);
        Assert.Equal(("acknowledged", "by ann: on it"), (reminder.Untold, reminder.UntoldNote));

        Assert.True(await lab.Get<EffectTable>().TryTakeBackAsync("lab", note, Cancel));
        Assert.False(await lab.Get<EffectTable>().TryTakeBackAsync("lab", note, Cancel));
        await lab.StepAsync(16);
        Assert.Null((await lab.AlertsAsync())[^1].Untold);
        Assert.Equal(NotificationKind.Reminder, (await lab.AlertsAsync())[^1].Kind);
    }

    [Fact]
    public async Task What_is_over_for_a_month_is_no_longer_read_and_an_acknowledgement_is_still_known()
    {
        await using var lab = await AlertsInProcess.StartAsync(azurite, Lab);
        await lab.StepAsync(0, 3);
        var weak = (await lab.AlertsAsync()).Single(a => a.RedLine.Id == "weak");
        var note = new Acknowledgement
        {
            RedLine = "weak",
            Episode = weak.Episode!.Value,
            By = "ann",
            At = lab.Now,
            Note = "on it",
        };
        await lab.Get<EffectTable>().AcknowledgeAsync("lab", note, Cancel);
        var silence = await lab.SilenceAsync(10);
        await lab.StepAsync(20, 0);
        await lab.Get<WatchTable>().ApplyAsync(Lab, Cancel);
        var kept = (await lab.WatchAsync()).Effects;
        Assert.Equal((silence, note), (Assert.Single(kept.Silences), Assert.Single(kept.Acknowledgements)));

        await lab.StepAsync(TimeSpan.FromDays(31).TotalMinutes);
        var pruned = (await lab.WatchAsync()).Effects;
        Assert.Empty(pruned.Silences);
        Assert.Empty(pruned.Acknowledgements);
        Assert.Equal(note, await lab.Get<EffectTable>().FindAsync("lab", "weak", weak.Episode.Value, Cancel));
        Assert.True(await lab.Get<EffectTable>().TryTakeBackAsync("lab", note, Cancel));
    }

    [Fact]
    public async Task A_line_in_shadow_is_recorded_and_told_when_it_leaves_the_shadow()
    {
        var shadow = Lab with { RedLines = [Lab.RedLines[0] with { Shadow = true }] };
        await using var lab = await AlertsInProcess.StartAsync(azurite, shadow);
        await lab.StepAsync(0, 7);
        Assert.Equal("in shadow", Assert.Single(await lab.AlertsAsync()).Untold);
        await lab.Get<WatchTable>().ApplyAsync(Lab with { RedLines = [Lab.RedLines[0]] }, Cancel);
        await lab.StepAsync(1);
        var told = Assert.Single(await lab.OutboxAsync());
        Assert.Equal("20260101T000100.000Z-crossed.late-strong", told);
        await VerifyAsync(lab, (await lab.AlertsAsync())[^1]);
    }

    [Fact]
    public async Task A_hundred_and_fifty_lines_at_one_instant_half_of_them_silenced_are_told_or_withheld_and_then_told()
    {
        const int lines = 150;
        var many = Lab with
        {
            RedLines =
            [
                .. Enumerable
                    .Range(0, lines)
                    .Select(i => new RedLine
                    {
                        Id = $"l{i}",
                        Title = $"Line {i}",
                        When = "shock > 1",
                        Labels = i % 2 == 0 ? ["even"] : [],
                    }),
            ],
        };
        await using var lab = await AlertsInProcess.StartAsync(azurite, many);
        await lab.StepAsync(0, 0);
        var silence = GateLab.Silence("even", 0, 10, label: "even");
        await lab.Get<EffectTable>().AddAsync("lab", silence, Cancel);
        await lab.StepAsync(2, 5);
        Assert.Equal(lines / 2, (await lab.OutboxAsync()).Count);
        await lab.StepAsync(12);
        Assert.Equal(lines, (await lab.OutboxAsync()).Distinct().Count());
        Assert.Equal(lines + lines / 2, (await lab.AlertsAsync()).Count);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(140)]
    public async Task Silences_of_a_watch_that_was_removed_do_not_silence_one_that_is_made_in_its_name(int silences)
    {
        await using var lab = await AlertsInProcess.StartAsync(azurite, Lab);
        await lab.StepAsync(0, 3);
        for (var i = 0; i < silences; i++)
            await lab.SilenceAsync(10_000 + i);
        await lab.StepAsync(2, 7);
        var before = await lab.WatchAsync();
        Assert.Equal(silences, before.Effects.Silences.Count);
        Assert.NotEmpty(before.Effects.Withheld);

        var note = new ChangeNote("ann", "ann", "watch.remove", "lab", null);
        Assert.NotNull(await lab.Get<DefinitionRows>().TryRemoveAsync(before, note, Cancel));
        // As a removal that was cut off leaves them.
        for (var i = 0; i < silences; i++)
            await lab.Get<WatchTable>()
                .Table.AddEntityAsync(EffectRows.Row("lab", GateLab.Silence($"left-{i}", 0, 10_000)), Cancel);
        await lab.Get<WatchTable>().ApplyAsync(Lab, Cancel);
        var after = await lab.WatchAsync();
        Assert.Empty(after.Effects.Silences);
        Assert.Empty(after.Effects.Withheld);
        await lab.StepAsync(4, 7);
        Assert.Contains(await lab.AlertsAsync(), a => a is { RedLine.Id: "strong", Untold: null });
    }

    static async Task VerifyAsync(AlertsInProcess lab, Alert alert)
    {
        using var dossier = await lab.Get<DossierArchive>().OpenAsync(alert, Cancel);
        Assert.NotNull(dossier);
        Assert.True(dossier.RootElement.GetProperty("version").GetInt32() > 0);
        Assert.Empty(DossierCheck.Check(dossier.RootElement));
    }
}
