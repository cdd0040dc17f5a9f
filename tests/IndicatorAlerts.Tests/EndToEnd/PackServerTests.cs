using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using IndicatorAlerts.Local.Processes;
using IndicatorAlerts.Tests.Admin;
using Xunit;

namespace IndicatorAlerts.Tests.EndToEnd;

/// <summary>Packs as code, over HTTP and by the program's own commands.</summary>
[Collection(Alone.Name)]
public sealed class PackServerTests(AzuriteFixture azurite) : IAsyncLifetime
{
    const int Many = 1_000;
    static readonly TimeSpan Planned = TimeSpan.FromSeconds(2);
    TestService service = null!;
    AdminClient admin = null!;
    DirectoryInfo folder = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        service = await TestService.PrepareAsync(azurite, Driving.StandAlone);
        folder = Directory.CreateTempSubdirectory();
    }

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_pack_is_planned_applied_exported_and_refused_on_drift_by_commands()
    {
        await StartAsync();
        var (exit, lines) = await RunAsync(Pack(3, "A"), "diff");
        Assert.Equal(2, exit);
        Assert.Contains("+ red-line l2", lines);
        Assert.Contains("4 added, 0 changed, 0 removed, 0 unchanged.", lines);
        (exit, lines) = await RunAsync(Pack(3, "A"), "apply", "--note", "First try, 첫");
        Assert.Equal((0, "lab: in place, version 1."), (exit, lines[^1]));
        (exit, lines) = await RunAsync(Pack(3, "A"), "apply");
        Assert.Equal((0, "lab: nothing to change, version 1."), (exit, lines[^1]));
        Assert.Equal(
            "First try, 첫",
            (string?)(await admin.GetAsync("watches/lab/versions/1")).Body!["version"]!["note"]
        );
        Assert.Equal(0, (await RunAsync(Pack(3, "A"), "diff")).Exit);

        // What was planned on version 1 meets version 2.
        await admin.SendAsync("PATCH", "watches/lab/red-lines/l0", """{"title":"By hand"}""", match: "*");
        (exit, lines) = await RunAsync(Pack(2, "B"), "apply", "--base", "1");
        Assert.Equal(1, exit);
        Assert.Contains("409: The watch is at version 2 by", string.Join('\n', lines));
        (exit, lines) = await RunAsync(Pack(2, "B"), "apply");
        Assert.Equal((0, "lab: in place, version 3."), (exit, lines[^1]));
        Assert.Contains("    title: \"By hand\" -> \"B0\"", lines);
        Assert.Contains("? red-line l2 is not in the pack and stays; --prune removes it", lines);
        (exit, lines) = await RunAsync(Pack(2, "B"), "apply", "--prune", "--force");
        Assert.Equal((0, "lab: in place, version 4."), (exit, lines[^1]));
        Assert.Contains("- red-line l2", lines);

        var exported = await RunAsync(null, "export", "lab");
        Assert.Equal(0, exported.Exit);
        (exit, lines) = await RunAsync(string.Join('\n', exported.Lines), "apply", "--prune");
        Assert.Equal((0, "lab: nothing to change, version 4."), (exit, lines[^1]));
        Assert.Equal((0, true), await AuditAsync());
        var entries = (await admin.GetAsync("audit?target=lab")).Body!["items"]!.AsArray();
        Assert.Equal(
            ["lab (version 4)", "lab (version 3)", "lab/red-lines/l0 (version 2)", "lab (version 1)"],
            entries.Select(e => (string?)e!["target"])
        );
    }

    [Fact]
    public async Task A_pack_of_a_thousand_lines_is_planned_in_two_seconds_and_applied_in_thirty_and_then_changes_nothing()
    {
        await StartAsync();
        var pack = Pack(Many, "A");
        var planning = TimeSpan.MaxValue;
        using var server = Process.GetProcessById(service.Process.Id);
        // By the processor's time, as others may use the machine as well; the first round compiles.
        for (var round = 0; round < 5 && planning > Planned; round++)
        {
            server.Refresh();
            var before = server.TotalProcessorTime;
            var plan = await PostAsync("packs:plan", pack);
            Assert.Equal((HttpStatusCode.OK, Many + 1), (plan.Status, (int)plan.Body!["added"]!));
            server.Refresh();
            var took = server.TotalProcessorTime - before;
            planning = planning < took ? planning : took;
        }
        var watch = Stopwatch.StartNew();
        var applied = await PostAsync("packs:apply?base=0", pack);
        var applying = watch.Elapsed;
        Assert.Equal((HttpStatusCode.OK, 1), (applied.Status, (int)applied.Body!["version"]!));
        watch.Restart();
        var again = await PostAsync("packs:apply?base=0", pack);
        var repeating = watch.Elapsed;
        Assert.Equal((HttpStatusCode.OK, 1), (again.Status, (int)again.Body!["version"]!));
        Assert.Equal(Many + 1, (int)again.Body["plan"]!["unchanged"]!);
        var text = $"planning {planning}, applying {applying}, applying again {repeating}";
        TestContext.Current.SendDiagnosticMessage(text);
        Assert.True(planning < Planned && applying < TimeSpan.FromSeconds(30), text);

        var exported = await service.Http.GetStringAsync("/api/watches/lab", Cancel);
        Assert.Equal(Many, JsonNode.Parse(exported)!["redLines"]!.AsArray().Count);
    }

    [Theory]
    [InlineData(Moment.Before)]
    [InlineData(Moment.After)]
    public async Task A_process_that_is_killed_while_it_applies_leaves_the_old_pack_or_the_new_one(Moment moment)
    {
        await StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await PostAsync("packs:apply?base=0", Pack(Many, "A"))).Status);
        await service.StopAsync();
        var calm = service.Settings["AzureWebJobsStorage"];
        await using (var killer = KillSwitch.Create(r => r.Posts("/$batch", "define:watch"), moment))
        {
            service.Settings["AzureWebJobsStorage"] = killer.StandInForStorage(calm!);
            await killer.StartAsync(Cancel);
            var process = new TaskCompletionSource<ChildProcess>();
            killer.Kill = () => process.Task.Result.Signal(UnixSignal.Kill);
            await service.StartAsync(started => process.SetResult(started));
            admin = new(service.Http);
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => PostAsync("packs:apply?base=1", Pack(Many, "B")));
            await killer.Struck;
            Assert.Equal(137, await service.Process.Exited);
            await service.StopAsync();
        }
        service.Settings["AzureWebJobsStorage"] = calm;
        service.Settings["StandAlone__Schedules__RecoverDeliveries"] = "* * * * * *";
        await StartAsync();
        var now = await admin.GetAsync("watches/lab/definition");
        var titles = now.Body!["definition"]!["redLines"]!.AsArray().Select(l => ((string)l!["title"]!)[0]);
        Assert.Equal(moment == Moment.Before ? "A" : "B", string.Concat(titles.Distinct()));
        Assert.Equal(moment == Moment.Before ? 1 : 2, (int?)now.Body["version"]!["number"]);
        var versions = (await admin.GetAsync("watches/lab/versions")).Body!["items"]!.AsArray();
        Assert.Equal(moment == Moment.Before ? 1 : 2, versions.Count);
        Assert.Equal((0, true), await AuditAsync());
    }

    async Task StartAsync()
    {
        await service.StartAsync();
        admin = new(service.Http);
    }

    static string Pack(int lines, string title)
    {
        var pack = new StringBuilder("watch: lab\ntitle: Lab\nindicators:\n  - { id: x, title: X }\nred-lines:\n");
        for (var i = 0; i < lines; i++)
            pack.AppendLine(
                CultureInfo.InvariantCulture,
                $"  - {{ id: l{i}, title: {title}{i}, when: 'max(x, {1 + i % 48}h) > {i}', because: Measured on the records of the years {1900 + i % 100} to 2020. }}"
            );
        return pack.ToString();
    }

    async Task<Answered> PostAsync(string path, string pack)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/" + path);
        request.Headers.Add("X-Api-Key", TestService.AdminKey);
        request.Content = new StringContent(pack, Encoding.UTF8, "application/yaml");
        using var answer = await service.Http.SendAsync(request, Cancel);
        return new(
            answer.StatusCode,
            answer.Headers.ETag?.ToString(),
            JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel)),
            answer.Headers
        );
    }

    async Task<(int Exit, IReadOnlyList<string> Lines)> RunAsync(
        string? pack,
        string command,
        params string[] arguments
    )
    {
        if (pack is not null)
        {
            var file = Path.Combine(folder.FullName, "pack.yaml");
            await File.WriteAllTextAsync(file, pack, Cancel);
            arguments = [file, .. arguments];
        }
        await using var process = App.Start(
            new Dictionary<string, string?> { ["INDICATORALERTS_KEY"] = TestService.AdminKey },
            ["pack", command, .. arguments, "--server", service.Http.BaseAddress!.ToString()]
        );
        return (await process.Exited, [.. process.Lines]);
    }

    async Task<(int Exit, bool Right)> AuditAsync()
    {
        await using var process = App.Start(service.Settings, "audit", "verify");
        var exit = await process.Exited;
        return (exit, process.Lines.Any(l => l.Contains("each as it was written", StringComparison.Ordinal)));
    }
}
