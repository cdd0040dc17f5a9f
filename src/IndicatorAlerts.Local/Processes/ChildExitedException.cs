namespace IndicatorAlerts.Local.Processes;

/// <summary>A child ended while it was still needed.</summary>
public sealed class ChildExitedException(string name, int exitCode, string lastLines)
    : LocalStackException($"{name} ended with exit code {exitCode}. {lastLines}")
{
    public string Name => name;

    public int ExitCode => exitCode;
}
