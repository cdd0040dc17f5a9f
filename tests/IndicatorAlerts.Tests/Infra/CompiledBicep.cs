using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Xunit;

namespace IndicatorAlerts.Tests.Infra;

/// <summary>What <c>infra/check.sh</c> builds: the template, and the resources it would deploy with modules resolved.</summary>
public sealed class CompiledBicep : IAsyncLifetime
{
    private JsonNode? _template;
    private JsonNode? _snapshot;

    public JsonNode Template => Built(_template);

    public JsonNode Snapshot => Built(_snapshot);

    public async ValueTask InitializeAsync()
    {
        if (!CompilerRuns)
        {
            return;
        }

        var (exitCode, said) = await Check(Root);
        Assert.True(exitCode == 0, said);
        var built = Path.Combine(Root, "artifacts", "infra");
        _template = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(built, "main.json")));
        _snapshot = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(built, "main.snapshot.json")));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    public static void SkipWhereTheCompilerDoesNotRun() =>
        Assert.SkipUnless(CompilerRuns, "infra/check.sh needs Linux on x64.");

    /// <summary>Runs the check of the <c>infra</c> folder that stands under <paramref name="root"/>.</summary>
    public static async Task<(int ExitCode, string Said)> Check(string root)
    {
        using var giveUp = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        using var process = Process.Start(
            new ProcessStartInfo("bash", [Path.Combine(root, "infra", "check.sh")])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(giveUp.Token);
            var errors = process.StandardError.ReadToEndAsync(giveUp.Token);
            await process.WaitForExitAsync(giveUp.Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    // Skipped here, not at the start: a fixture that skips would count as an error.
    private static JsonNode Built(JsonNode? json)
    {
        SkipWhereTheCompilerDoesNotRun();
        return json!;
    }

    private static bool CompilerRuns =>
        OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64;

    private static string FindRoot(string folder) =>
        File.Exists(Path.Combine(folder, "IndicatorAlerts.sln"))
            ? folder
            : FindRoot(
                Path.GetDirectoryName(folder)
                    ?? throw new InvalidOperationException("The tests must run from a folder inside the project.")
            );
}
