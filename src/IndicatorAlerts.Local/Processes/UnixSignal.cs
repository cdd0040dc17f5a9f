using System.Runtime.InteropServices;

namespace IndicatorAlerts.Local.Processes;

/// <summary>A signal by its number, which Linux and macOS share.</summary>
public enum UnixSignal
{
    Hangup = 1,
    Interrupt = 2,
    Kill = 9,
    Terminate = 15,
}

internal static class Signals
{
    /// <summary>Sends to a process, or with a negative id to its group. One that is gone already is no fault.</summary>
    public static void Send(int id, UnixSignal signal) => _ = Kill(id, (int)signal);

    // .NET sends no other signal than SIGKILL.
    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int id, int signal);
}
