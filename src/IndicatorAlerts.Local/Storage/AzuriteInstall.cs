using IndicatorAlerts.Local.Processes;

namespace IndicatorAlerts.Local.Storage;

/// <summary>Puts Azurite into the repository's node_modules, in the version that package-lock.json pins.</summary>
internal static class AzuriteInstall
{
    private const int OldestNode = 20;

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

    /// <summary>Does nothing when the pinned version is there.</summary>
    /// <exception cref="LocalStackException">npm is missing or failed.</exception>
    public static Task EnsureAsync(Action<string> log, CancellationToken cancel) =>
        new NpmFolder(Repository.Root, "azurite", "Azurite").EnsureAsync(log, cancel);
}
