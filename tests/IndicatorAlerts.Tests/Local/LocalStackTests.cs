using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using IndicatorAlerts.Local.Processes;
using IndicatorAlerts.Tests.EndToEnd;
using Xunit;

namespace IndicatorAlerts.Tests.Local;

/// <summary>What a person sees who runs the local stack, and what it leaves behind.</summary>
public class LocalStackTests
{
    private static CancellationToken Cancel => Limits.OneMinute;

    [Fact]
    public async Task Help_tells_every_option()
    {
        await using var stack = RunningStack.Start("--help");

        Assert.Equal(0, await stack.Process.Exited.WaitAsync(Cancel));
        var said = string.Join('\n', stack.Process.Lines);
        foreach (
            var option in new[]
            {
                "--port",
                "--mailbox-port",
                "--in-memory",
                "--no-samples",
                "--crisis",
                "--app",
                "--data",
            }
        )
            Assert.Contains(option, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--port")]
    [InlineData("--mailbox-port")]
    public async Task A_port_in_use_is_told_with_its_option_before_anything_starts(string option)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var other = option == "--port" ? "--mailbox-port" : "--port";

        await using var stack = RunningStack.Start(option, $"{port}", other, "0", "--in-memory");

        Assert.Equal(1, await stack.Process.Exited.WaitAsync(Cancel));
        var said = Assert.Single(stack.Process.Lines);
        Assert.Contains($"Port {port} is in use", said, StringComparison.Ordinal);
        Assert.EndsWith($"{option}.", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_Node_on_PATH_it_says_what_to_install()
    {
        using var data = new TemporaryFolder();
        await using var stack = RunningStack.Start(
            new() { ["PATH"] = data.Path },
            ["--port", "0", "--mailbox-port", "0", "--in-memory", "--data", data.Path]
        );

        await AssertFailedAsync(stack, "install Node.js 20 or newer");
    }

    [Fact]
    public async Task A_Node_that_is_too_old_is_told_with_its_version()
    {
        using var data = new TemporaryFolder();
        var node = Path.Combine(data.Path, "node");
        await File.WriteAllTextAsync(node, "#!/bin/sh\necho v18.20.4\n", Cancel);
        RunningStack.MakeExecutable(node);
        await using var stack = RunningStack.Start(
            new() { ["PATH"] = data.Path },
            ["--port", "0", "--mailbox-port", "0", "--in-memory", "--data", data.Path]
        );

        await AssertFailedAsync(stack, "needs Node.js 20 or newer", "v18.20.4");
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_made_is_told_with_the_way_out()
    {
        using var data = new TemporaryFolder();
        var file = Path.Combine(data.Path, "a-file");
        await File.WriteAllTextAsync(file, "", Cancel);
        await using var stack = RunningStack.Start("--port", "0", "--mailbox-port", "0", "--data", file);

        await AssertFailedAsync(stack, file, "--data");
    }

    [Fact]
    public async Task The_app_gets_the_addresses_of_everything_around_it()
    {
        using var data = new TemporaryFolder();
        await using var stack = RunningStack.StartWithFakeApp(data, more: "--in-memory");
        using var http = new HttpClient();

        var app = await stack.UrlOfAsync("API", Cancel);
        var settings = await http.GetFromJsonAsync<Dictionary<string, string>>(app, Cancel);

        Assert.Contains("AccountName=devstoreaccount1", settings!["AzureWebJobsStorage"], StringComparison.Ordinal);
        Assert.Equal(app.Port, new Uri(settings["Site__PublicUrl"]).Port);
        var mailbox = await stack.UrlOfAsync("Mailbox", Cancel);
        Assert.Equal(mailbox.Port, new Uri(settings["Mail__SendGridUrl"]).Port);
        var feed = $"{settings["Feeds__Mirrors__earthquake.usgs.gov"]}/earthquakes/feed/v1.0/summary/all_day.geojson";
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(feed, Cancel)).StatusCode);
        Assert.Equal(File.ReadAllText(Path.Combine(data.Path, "admin-key")).Trim(), settings["Admin__Key"]);
    }

    [Fact]
    public async Task A_feed_that_has_no_sample_is_asked_of_no_real_host()
    {
        using var data = new TemporaryFolder();
        await using var stack = RunningStack.StartWithFakeApp(data, more: "--in-memory");
        using var http = new HttpClient();
        var app = await stack.UrlOfAsync("API", Cancel);
        var settings = await http.GetFromJsonAsync<Dictionary<string, string?>>(app, Cancel);

        foreach (var scheme in new[] { "http", "https" })
        {
            var pack = Path.Combine(data.Path, "pack.yaml");
            await File.WriteAllTextAsync(
                pack,
                $$"""
                watch: lab
                title: Lab
                indicators:
                  - { id: x, title: X, of: events, source: { kind: rss, url: "{{scheme}}://feeds.example/news.xml" } }
                """,
                Cancel
            );
            await using var asked = App.Start(
                settings!.Where(s => s.Key.StartsWith("Feeds__", StringComparison.Ordinal)).ToDictionary(),
                "indicator",
                "try",
                pack
            );
            Assert.Equal(1, await asked.Exited.WaitAsync(Cancel));
            Assert.Contains(asked.Lines, l => l.Contains("404", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Without_samples_the_app_pulls_the_real_feeds()
    {
        using var data = new TemporaryFolder();
        await using var stack = RunningStack.StartWithFakeApp(data, "", "--in-memory", "--no-samples");
        using var http = new HttpClient();

        var settings = await http.GetStringAsync(await stack.UrlOfAsync("API", Cancel), Cancel);

        Assert.DoesNotContain("Feeds__Mirrors", settings, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_pack_is_named_and_everything_stopped()
    {
        using var data = new TemporaryFolder();
        await using var stack = RunningStack.StartWithFakeApp(data, "refuses-pack", "--in-memory");

        await AssertFailedAsync(stack, "euro-dollar.yaml, then start again");
        await stack.WaitUntilNoneIsLeftAsync(Cancel);
    }

    [Fact]
    public async Task An_app_that_dies_at_its_start_is_told_with_its_last_words()
    {
        using var data = new TemporaryFolder();
        await using var stack = RunningStack.StartWithFakeApp(data, "dies-at-start", "--in-memory");

        await AssertFailedAsync(stack, "The app ended with exit code 9", "no such setting");
    }

    [Fact]
    public async Task An_app_that_dies_later_ends_everything_else()
    {
        using var data = new TemporaryFolder();
        await using var stack = RunningStack.StartWithFakeApp(data, "", "--in-memory");
        using var http = new HttpClient();

        var page = await stack.UrlOfAsync("Status page", Cancel);
        await http.GetAsync(new Uri(page, "/die"), Cancel);

        await AssertFailedAsync(stack, "The app ended with exit code 9");
        await stack.WaitUntilNoneIsLeftAsync(Cancel);
    }

    [Fact]
    public async Task Azurite_that_dies_is_told_as_the_cause()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Finds the process through /proc.");
        using var data = new TemporaryFolder();
        await using var stack = RunningStack.StartWithFakeApp(data, "", "--in-memory");
        await stack.UrlOfAsync("API", Cancel);

        using var azurite = System.Diagnostics.Process.GetProcessById(stack.IdOf("azurite.js"));
        azurite.Kill();

        await AssertFailedAsync(stack, "Azurite ended with exit code 137", "Start again");
        await stack.WaitUntilNoneIsLeftAsync(Cancel);
    }

    [Theory]
    [InlineData(UnixSignal.Interrupt)]
    [InlineData(UnixSignal.Terminate)]
    public async Task Stopped_by_a_signal_it_ends_well_and_leaves_no_child(UnixSignal signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Finds the children through /proc.");
        using var data = new TemporaryFolder();
        await using var stack = RunningStack.StartWithFakeApp(data);
        await stack.UrlOfAsync("API", Cancel);
        Assert.NotEqual(0, stack.IdOf("azurite.js"));

        stack.Process.Signal(signal);

        Assert.Equal(0, await stack.Process.Exited.WaitAsync(Cancel));
        await stack.WaitUntilNoneIsLeftAsync(Cancel);
    }

    [Fact]
    public async Task Killed_with_SIGKILL_it_leaves_no_child()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux ends children for a parent that was killed.");
        using var data = new TemporaryFolder();
        await using var stack = RunningStack.StartWithFakeApp(data);
        await stack.UrlOfAsync("API", Cancel);
        Assert.NotEqual(0, stack.IdOf("azurite.js"));

        stack.Process.Signal(UnixSignal.Kill);

        Assert.Equal(137, await stack.Process.Exited.WaitAsync(Cancel));
        await stack.WaitUntilNoneIsLeftAsync(Cancel);
    }

    [Fact]
    public async Task Started_again_it_still_shows_its_mail_and_keeps_its_admin_key()
    {
        using var data = new TemporaryFolder();
        using var http = new HttpClient();
        string key;
        await using (var first = RunningStack.StartWithFakeApp(data))
        {
            var settings = await http.GetFromJsonAsync<Dictionary<string, string>>(
                await first.UrlOfAsync("API", Cancel),
                Cancel
            );
            key = settings!["Admin__Key"];
            var client = new SendGrid.SendGridClient(
                new SendGrid.SendGridClientOptions
                {
                    ApiKey = settings["Mail__ApiKey"],
                    Host = settings["Mail__SendGridUrl"],
                }
            );
            Assert.True((await client.SendEmailAsync(MailboxClient.NewMessage(), Cancel)).IsSuccessStatusCode);
        }

        await using var second = RunningStack.StartWithFakeApp(data);

        var mailbox = await second.UrlOfAsync("Mailbox", Cancel);
        var mails = await http.GetFromJsonAsync<JsonElement>(new Uri(mailbox, "api/mails"), Cancel);
        Assert.Equal(1, mails.GetProperty("count").GetInt32());
        var again = await http.GetFromJsonAsync<Dictionary<string, string>>(
            await second.UrlOfAsync("API", Cancel),
            Cancel
        );
        Assert.Equal(key, again!["Admin__Key"]);
    }

    private static async Task AssertFailedAsync(RunningStack stack, params string[] told)
    {
        Assert.Equal(1, await stack.Process.Exited.WaitAsync(Cancel));
        var said = string.Join('\n', stack.Process.Lines);
        Assert.All(told, text => Assert.Contains(text, said, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }
}
