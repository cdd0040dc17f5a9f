namespace IndicatorAlerts.Tests.Local;

/// <summary>What runs on this machine, read from /proc.</summary>
internal static class ProcessTable
{
    /// <summary>Waits until a process is gone; its remains that nobody has reaped do not count.</summary>
    public static async Task WaitUntilGoneAsync(int id, CancellationToken cancel)
    {
        while (IsRunning(id))
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancel);
    }

    /// <summary>The processes whose environment holds a value, which every child inherits.</summary>
    public static List<int> WithEnvironment(string value) =>
        Directory
            .GetDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? id : 0)
            .Where(id => id > 0 && Read(id, "environ").Contains(value, StringComparison.Ordinal))
            .ToList();

    public static string CommandLine(int id) => Read(id, "cmdline");

    /// <summary>The most memory that a process has held so far.</summary>
    public static int PeakMegabytes(int id) =>
        Read(id, "status")
            .Split('\n')
            .Where(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
            .Select(line => int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024)
            .Single();

    // "1234 (name) S ...": the state after the name, Z for remains.
    private static bool IsRunning(int id) => Read(id, "stat").Split(") ") is [_, var rest, ..] && rest[0] != 'Z';

    private static string Read(int id, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
