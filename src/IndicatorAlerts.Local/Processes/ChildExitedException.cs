namespace IndicatorAlerts.Local.Processes;

/// <summary>A child ended while it was still needed.</summary>
public sealed class ChildExitedException(string name, int exitCode, IReadOnlyList<string> lastLines)
    : LocalStackException(
        lastLines.Count == 0
            ? $"{name} ended with exit code {exitCode} and said nothing."
            : $"{name} ended with exit code {exitCode}. Its last lines:\n    {string.Join("\n    ", lastLines)}"
    )
{
    public string Name => name;

    public int ExitCode => exitCode;
}
