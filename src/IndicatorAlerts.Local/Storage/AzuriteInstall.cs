using System.Text.Json;
using IndicatorAlerts.Local.Processes;

namespace IndicatorAlerts.Local.Storage;

/// <summary>Puts Azurite into the repository's node_modules, in the version that package-lock.json pins.</summary>
internal static class AzuriteInstall
{
    private const int OldestNode = 20;

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

    public static string Script { get; } = Path.Combine(Repository.Root, "node_modules/azurite/dist/src/azurite.js");

    /// <summary>The node command.</summary>
    /// <exception cref="LocalStackException">There is none on PATH, or it is too old.</exception>
    public static async Task<string> FindNodeAsync(CancellationToken cancel)
    {
        var node =
            Executables.Find("node")
            ?? throw new LocalStackException(
                $"Node.js is not on PATH, and Azurite needs it: install Node.js {OldestNode} or newer, then start again."
            );
        await using var child = ChildProcess.Start(
            new()
            {
                Name = "node --version",
                File = node,
                Arguments = ["--version"],
            }
        );
        await child.Exited.WaitAsync(cancel);
        var said = child.Lines is [var first, ..] ? first : "";
        if (!int.TryParse(said.TrimStart('v').Split('.')[0], out var major) || major < OldestNode)
        {
            throw new LocalStackException(
                $"Azurite needs Node.js {OldestNode} or newer, and {node} answers \"{said}\": install a newer one."
            );
        }
        return node;
    }

    /// <summary>Does nothing when the pinned version is there. Two processes at once: the second waits for the first.</summary>
    /// <exception cref="LocalStackException">npm is missing or failed.</exception>
    public static async Task EnsureAsync(Action<string> log, CancellationToken cancel)
    {
        if (IsInstalled())
            return;
        log("Installing Azurite with npm ci (once, about 20 s) ...");
        await using var ours = await LockAsync(cancel);
        if (!IsInstalled())
            await InstallAsync(cancel);
    }

    // npm writes node_modules/.package-lock.json last: without it an install was cut short.
    private static bool IsInstalled() =>
        File.Exists(Script)
        && File.Exists(Path.Combine(Repository.Root, "node_modules/.package-lock.json"))
        && Version("node_modules/azurite/package.json", root => root.GetProperty("version"))
            == Version("package.json", root => root.GetProperty("dependencies").GetProperty("azurite"));

    private static string? Version(string file, Func<JsonElement, JsonElement> pick)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Repository.Root, file)));
        return pick(json.RootElement).GetString();
    }

    private static async Task<FileStream> LockAsync(CancellationToken cancel)
    {
        var path = Path.Combine(
            Directory.CreateDirectory(Path.Combine(Repository.Root, ".local")).FullName,
            "npm.lock"
        );
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancel);
            }
        }
    }

    private static async Task InstallAsync(CancellationToken cancel)
    {
        var npm =
            Executables.Find("npm")
            ?? throw new LocalStackException(
                "npm is not on PATH, and Azurite is installed with it: install Node.js with npm."
            );
        await using var child = ChildProcess.Start(
            new()
            {
                Name = "npm ci",
                File = npm,
                Arguments = ["ci", "--no-progress", "--fetch-retries=1", "--fetch-retry-mintimeout=1000"],
                WorkingDirectory = Repository.Root,
            }
        );
        if (await child.Exited.WaitAsync(cancel) == 0)
            return;
        throw new LocalStackException(
            child.Lines.Any(IsNetworkError)
                ? "npm ci could not reach the npm registry to install Azurite: connect to the network once, then start again."
                : "npm ci could not install Azurite: run it by hand in the repository. " + child.Ended().Message
        );
    }

    private static bool IsNetworkError(string line) => NetworkErrors.Any(line.Contains);
}
