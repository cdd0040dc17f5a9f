using System.Collections.Concurrent;
using System.Diagnostics;

namespace IndicatorAlerts.Local.Processes;

/// <summary>Starts processes so that they end with this one, even when this one is killed with SIGKILL.</summary>
/// <remarks>
/// On Linux each child runs as <c>setsid setpriv --pdeathsig SIGNAL COMMAND</c>. The kernel itself then sends the signal
/// when we are gone, with no watchdog that could die first. A session of its own keeps the terminal's Ctrl-C away from
/// the child, so that we choose the order of the end, and makes the child's whole tree one group to kill. The kernel
/// watches the thread that started the child, not the process: hence the one thread here that never ends. Where these
/// two commands are missing, children start plainly, and a SIGKILL of this process leaves them running.
/// </remarks>
internal static class Spawner
{
    private static readonly string? Setsid = OperatingSystem.IsLinux() ? OnSystemPath("setsid") : null;
    private static readonly string? Setpriv = OperatingSystem.IsLinux() ? OnSystemPath("setpriv") : null;
    private static readonly BlockingCollection<Action> Work = [];

    static Spawner() =>
        new Thread(() =>
        {
            foreach (var start in Work.GetConsumingEnumerable())
                start();
        })
        {
            IsBackground = true,
            Name = "process spawner",
        }.Start();

    /// <summary>Whether a child leads a process group of its own.</summary>
    public static bool Groups => Setsid is not null && Setpriv is not null;

    public static Process Start(ProcessStartInfo info, UnixSignal whenWeDie)
    {
        if (Groups)
        {
            string[] wrapper = [Setpriv!, "--pdeathsig", SetprivName(whenWeDie), "--", info.FileName];
            for (var i = 0; i < wrapper.Length; i++)
                info.ArgumentList.Insert(i, wrapper[i]);
            info.FileName = Setsid!;
        }
        var started = new TaskCompletionSource<Process>();
        Work.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(info)!);
            }
            catch (Exception e)
            {
                started.SetException(e);
            }
        });
        return started.Task.GetAwaiter().GetResult();
    }

    private static string SetprivName(UnixSignal signal) =>
        signal switch
        {
            UnixSignal.Hangup => "HUP",
            UnixSignal.Interrupt => "INT",
            UnixSignal.Terminate => "TERM",
            _ => "KILL",
        };

    private static string? OnSystemPath(string command) =>
        File.Exists($"/usr/bin/{command}") ? $"/usr/bin/{command}"
        : File.Exists($"/bin/{command}") ? $"/bin/{command}"
        : null;
}
