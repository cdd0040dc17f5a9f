using System.Reflection;
using IndicatorAlerts.Local;
using IndicatorAlerts.Local.Processes;
using Xunit;

namespace IndicatorAlerts.Tests.Local;

/// <summary>The local stack as a process of its own, with the fake app, on free ports.</summary>
internal sealed class RunningStack : IAsyncDisposable
{
    private readonly string marker = Guid.NewGuid().ToString();

    private RunningStack(string[] arguments, Dictionary<string, string?> environment)
    {
        environment["INDICATOR_ALERTS_TEST"] = marker;
        Process = ChildProcess.Start(
            new()
            {
                Name = "The local stack",
                File = Executables.Dotnet,
                Arguments = [Program, .. arguments],
                Environment = environment,
            }
        );
    }

    public ChildProcess Process { get; }

    private static string Program
    {
        get
        {
            var built = typeof(RunningStack)
                .Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!
                .Configuration;
            return Path.Combine(
                Repository.Root,
                "src/IndicatorAlerts.Local/bin",
                built,
                "net10.0/IndicatorAlerts.Local.dll"
            );
        }
    }

    public static RunningStack Start(params string[] arguments) => new(arguments, []);

    public static RunningStack Start(Dictionary<string, string?> environment, params string[] arguments) =>
        new(arguments, environment);

    /// <summary>In memory, with the fake app in one of its modes.</summary>
    public static RunningStack StartWithFakeApp(TemporaryFolder data, string mode = "", params string[] more) =>
        new(
            ["--port", "0", "--mailbox-port", "0", "--data", data.Path, "--app", FakeApp(), .. more],
            new() { ["FAKE_APP"] = mode }
        );

    /// <summary>The address on the line of the summary that starts with a name, once everything runs.</summary>
    public async Task<Uri> UrlOfAsync(string name, CancellationToken cancel)
    {
        var line = await Process.WaitForLineAsync(
            l => l.TrimStart().StartsWith(name, StringComparison.Ordinal),
            cancel
        );
        return new Uri(line.Trim()[name.Length..].Trim());
    }

    /// <summary>Waits until neither it nor anything that it started runs.</summary>
    public async Task WaitUntilNoneIsLeftAsync(CancellationToken cancel)
    {
        while (ProcessTable.WithEnvironment(marker).Count > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancel);
    }

    /// <summary>The ids of what runs in it now, by a part of the command line.</summary>
    public int IdOf(string command) =>
        ProcessTable
            .WithEnvironment(marker)
            .Single(id => ProcessTable.CommandLine(id).Contains(command, StringComparison.Ordinal));

    /// <summary>Skips the test on Windows, which has no scripts that run by themselves.</summary>
    public static void MakeExecutable(string script)
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Puts a script in place of a program.");
        else
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();

    private static string FakeApp()
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Local/fake-app.mjs");
        MakeExecutable(script);
        return script;
    }
}
