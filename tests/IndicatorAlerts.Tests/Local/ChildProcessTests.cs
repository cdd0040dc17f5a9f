using IndicatorAlerts.Local;
using IndicatorAlerts.Local.Processes;
using Xunit;

namespace IndicatorAlerts.Tests.Local;

public class ChildProcessTests
{
    private static CancellationToken Cancel => Limits.OneMinute;

    [Fact]
    public async Task Output_environment_and_exit_code_come_back()
    {
        await using var child = Shell("echo $GREETING; echo bad >&2; exit 7", new() { ["GREETING"] = "hello" });

        Assert.Equal(7, await child.Exited.WaitAsync(Cancel));
        Assert.Equal(["bad", "hello"], child.Lines.Order());
    }

    [Fact]
    public async Task A_line_that_never_comes_ends_with_the_last_lines_of_the_child()
    {
        await using var child = Shell("echo no luck; exit 3");

        var ended = await Assert.ThrowsAsync<ChildExitedException>(() =>
            child.WaitForLineAsync(line => line == "ready", Cancel)
        );

        Assert.Equal(3, ended.ExitCode);
        Assert.Contains("no luck", ended.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_child_that_ignores_SIGTERM_is_killed_with_its_tree_after_the_grace()
    {
        await using var child = Shell(
            "trap '' TERM; sh -c 'trap \"\" TERM; echo grandchild $$; while :; do sleep 1; done' & wait; wait",
            grace: TimeSpan.FromMilliseconds(200)
        );
        var line = await child.WaitForLineAsync(l => l.StartsWith("grandchild", StringComparison.Ordinal), Cancel);
        var grandchild = int.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);

        await child.StopAsync();

        Assert.Equal(137, await child.Exited);
        await ProcessTable.WaitUntilGoneAsync(grandchild, Cancel);
    }

    [Fact]
    public async Task A_child_that_obeys_SIGTERM_ends_in_its_own_way()
    {
        await using var child = Shell("trap 'exit 5' TERM; echo up; while :; do sleep 0.05; done");
        await child.WaitForLineAsync(l => l == "up", Cancel);

        await child.StopAsync();

        Assert.Equal(5, await child.Exited);
    }

    [Fact]
    public void A_missing_program_is_named()
    {
        var missing = Assert.Throws<LocalStackException>(() =>
            ChildProcess.Start(new() { Name = "The app", File = "/no/such/app" })
        );

        Assert.Contains("/no/such/app", missing.Message, StringComparison.Ordinal);
    }

    private static ChildProcess Shell(
        string script,
        Dictionary<string, string?>? environment = null,
        TimeSpan? grace = null
    ) =>
        ChildProcess.Start(
            new()
            {
                Name = "sh",
                File = "sh",
                Arguments = ["-c", script],
                Environment = environment ?? [],
                Grace = grace ?? TimeSpan.FromSeconds(10),
            }
        );
}
