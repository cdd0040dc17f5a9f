using System.Diagnostics;

namespace IndicatorAlerts.Local.Processes;

/// <summary>A process that we started, listen to, and end: it never outlives us (see <see cref="Spawner"/>).</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private const int LinesKept = 400;
    private const int LinesTold = 12;

    private readonly ChildProcessOptions options;
    private readonly Process process;
    private readonly Journal<string> lines = new(LinesKept);

    private ChildProcess(ChildProcessOptions options, Process process)
    {
        this.options = options;
        this.process = process;
        Id = process.Id;
        process.StandardInput.Close();
        Exited = WatchAsync();
    }

    public string Name => options.Name;

    public int Id { get; }

    /// <summary>Completes with the exit code (128 + signal for one that was killed), once all output was read.</summary>
    public Task<int> Exited { get; }

    /// <summary>The last lines of standard output and standard error, oldest first.</summary>
    public IReadOnlyList<string> Lines => lines.Items;

    /// <summary>For a message: the last few lines, indented.</summary>
    public string LastLines =>
        lines.Items.TakeLast(LinesTold).ToList() is { Count: > 0 } last
            ? $"Its last lines:\n    {string.Join("\n    ", last)}"
            : "It said nothing.";

    /// <exception cref="LocalStackException">There is no such program, or it cannot be run.</exception>
    public static ChildProcess Start(ChildProcessOptions options)
    {
        var file = Path.IsPathRooted(options.File) ? options.File : Executables.Find(options.File);
        if (file is null || !File.Exists(file))
            throw new LocalStackException($"{options.Name} cannot be started: there is no {options.File}.");
        var info = new ProcessStartInfo(file, options.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = options.WorkingDirectory ?? "",
        };
        foreach (var (name, value) in options.Environment)
        {
            if (value is null)
                info.Environment.Remove(name);
            else
                info.Environment[name] = value;
        }
        try
        {
            return new ChildProcess(options, Spawner.Start(info, options.WhenWeDie));
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new LocalStackException($"{options.Name} cannot be started from {file}: {e.Message}.", e);
        }
    }

    /// <summary>The first line that matches, said already or yet to come.</summary>
    /// <exception cref="ChildExitedException">It ended without that line.</exception>
    public async Task<string> WaitForLineAsync(Func<string, bool> matches, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var line = lines.WaitAsync(matches, stop.Token);
        if (await Task.WhenAny(line, Exited) != line && !line.IsCompletedSuccessfully)
        {
            await stop.CancelAsync();
            throw Ended();
        }
        return await line;
    }

    /// <summary>Completes when the address answers with a 2xx.</summary>
    /// <exception cref="ChildExitedException">It ended first.</exception>
    public async Task WaitForUrlAsync(Uri url, CancellationToken cancel)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        while (!await AnswersAsync(http, url, cancel))
        {
            var pause = Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancel);
            if (await Task.WhenAny(pause, Exited) == Exited)
                throw Ended();
            await pause;
        }
    }

    public void Signal(UnixSignal signal)
    {
        if (!process.HasExited)
            Signals.Send(Id, signal);
    }

    /// <summary>What to throw once it has ended unasked.</summary>
    public ChildExitedException Ended() => new(Name, Exited.Result, LastLines);

    /// <summary>Asks it to end (SIGTERM), waits for the grace, then kills its whole tree.</summary>
    public async Task StopAsync()
    {
        if (!OperatingSystem.IsWindows() && !process.HasExited)
        {
            Signals.Send(Id, UnixSignal.Terminate);
            await Task.WhenAny(Exited, Task.Delay(options.Grace, TimeProvider.System));
        }
        if (Spawner.Groups)
            Signals.Send(-Id, UnixSignal.Kill);
        else if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await Exited;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        process.Dispose();
    }

    private async Task<int> WatchAsync()
    {
        var reading = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
        await process.WaitForExitAsync();
        // A grandchild that holds the pipe open must not hide that the child has ended.
        await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System));
        return process.ExitCode;
    }

    private async Task ReadAsync(StreamReader reader)
    {
        await Task.Yield();
        while (await reader.ReadLineAsync() is { } line)
        {
            lines.Add(line);
            options.OnLine?.Invoke(line);
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient http, Uri url, CancellationToken cancel)
    {
        try
        {
            using var answer = await http.GetAsync(url, cancel);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (TaskCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }
}
