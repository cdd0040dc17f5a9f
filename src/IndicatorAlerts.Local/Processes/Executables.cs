using System.Runtime.InteropServices;

namespace IndicatorAlerts.Local.Processes;

/// <summary>Finds programs, so that a missing one is told by name before anything is started.</summary>
public static class Executables
{
    /// <summary>The dotnet command that runs this very program, whatever PATH says.</summary>
    public static string Dotnet { get; } =
        Path.GetFullPath(
            Path.Combine(
                RuntimeEnvironment.GetRuntimeDirectory(),
                "../../..",
                OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"
            )
        );

    /// <summary>The full path of a command on PATH, or null.</summary>
    public static string? Find(string command)
    {
        string[] endings = OperatingSystem.IsWindows() ? [".exe", ".cmd"] : [""];
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(
            Path.PathSeparator,
            StringSplitOptions.RemoveEmptyEntries
        );
        return folders
            .SelectMany(folder => endings.Select(ending => Path.Combine(folder, command + ending)))
            .FirstOrDefault(File.Exists);
    }
}
