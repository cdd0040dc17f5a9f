using System.Text.Json;
using IndicatorAlerts.Local.Processes;

namespace IndicatorAlerts.Local.Storage;

/// <summary>A folder of the repository whose node_modules npm makes, in the versions that its package-lock.json pins.</summary>
/// <param name="path">The folder with package.json.</param>
/// <param name="package">The package that it is there for.</param>
/// <param name="called">What people call that.</param>
internal sealed class NpmFolder(string path, string package, string called)
{
    private static readonly string[] NetworkErrors =
    [
        "ENOTFOUND",
        "EAI_AGAIN",
        "ECONNREFUSED",
        "ECONNRESET",
        "ETIMEDOUT",
        "ENETUNREACH",
        "EHOSTUNREACH",
    ];

    /// <summary>Does nothing when the pinned version is there. Two processes at once: the second waits for the first.</summary>
    /// <exception cref="LocalStackException">npm is missing or failed.</exception>
    public async Task EnsureAsync(Action<string> log, CancellationToken cancel)
    {
        if (IsInstalled())
            return;
        log($"Installing {called} with npm ci (once, about 20 s) ...");
        await using var ours = await LockAsync(cancel);
        if (!IsInstalled())
            await InstallAsync(cancel);
    }

    // npm writes node_modules/.package-lock.json last: without it an install was cut short.
    private bool IsInstalled() =>
        File.Exists(Path.Combine(path, $"node_modules/{package}/package.json"))
        && File.Exists(Path.Combine(path, "node_modules/.package-lock.json"))
        && Version($"node_modules/{package}/package.json", root => root.GetProperty("version"))
            == Version("package.json", root => root.GetProperty("dependencies").GetProperty(package));

    private string? Version(string file, Func<JsonElement, JsonElement> pick)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(path, file)));
        return pick(json.RootElement).GetString();
    }

    private static async Task<FileStream> LockAsync(CancellationToken cancel)
    {
        var file = Path.Combine(
            Directory.CreateDirectory(Path.Combine(Repository.Root, ".local")).FullName,
            "npm.lock"
        );
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancel);
            }
        }
    }

    private async Task InstallAsync(CancellationToken cancel)
    {
        var npm =
            Executables.Find("npm")
            ?? throw new LocalStackException(
                $"npm is not on PATH, and {called} is installed with it: install Node.js with npm."
            );
        await using var child = ChildProcess.Start(
            new()
            {
                Name = "npm ci",
                File = npm,
                Arguments = ["ci", "--no-progress", "--fetch-retries=1", "--fetch-retry-mintimeout=1000"],
                WorkingDirectory = path,
            }
        );
        if (await child.Exited.WaitAsync(cancel) == 0)
            return;
        throw new LocalStackException(
            child.Lines.Any(IsNetworkError)
                ? $"npm ci could not reach the npm registry to install {called}: connect to the network once, then start again."
                : $"npm ci could not install {called}: run it by hand in the repository. " + child.Ended().Message
        );
    }

    private static bool IsNetworkError(string line) => NetworkErrors.Any(line.Contains);
}
