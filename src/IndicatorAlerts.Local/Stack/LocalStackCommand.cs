using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace IndicatorAlerts.Local.Stack;

/// <summary>What the local stack is asked to do. A port of 0 means any free one.</summary>
internal sealed record LocalStackOptions(
    int Port,
    int MailboxPort,
    bool InMemory,
    bool Samples,
    bool Crisis,
    string? App,
    string Data
);

/// <summary>The command line: options, Ctrl-C, and failures as one sentence with exit code 1.</summary>
internal static class LocalStackCommand
{
    private static readonly Option<int> Port = NewPort("--port", 7071, "The app's port.");
    private static readonly Option<int> MailboxPort = NewPort("--mailbox-port", 8025, "The mailbox's port.");

    private static readonly Option<bool> InMemory = new("--in-memory")
    {
        Description = "Keep nothing: Storage and mails are gone at the end.",
    };

    private static readonly Option<bool> NoSamples = new("--no-samples")
    {
        Description = "Pull the real feeds of the packs instead of sample feeds.",
    };

    private static readonly Option<bool> Crisis = new("--crisis")
    {
        Description =
            "Let the sample feeds tell a crisis of eight minutes, and read all feeds at each of its steps, instead of one event.",
    };

    private static readonly Option<string?> App = new("--app")
    {
        Description =
            "Run this executable or .dll instead of the app's build, for example the published Native AOT binary.",
    };

    private static readonly Option<string> Data = new("--data")
    {
        Description = "The folder that keeps Storage, mails and the admin key.",
        DefaultValueFactory = _ => Path.Combine(Repository.Root, ".local"),
    };

    public static RootCommand Create()
    {
        var command = new RootCommand(
            "Runs IndicatorAlerts on this machine: Azure Storage (Azurite), a mailbox, sample feeds and the app. Ctrl-C ends it."
        )
        {
            Port,
            MailboxPort,
            InMemory,
            NoSamples,
            Crisis,
            App,
            Data,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(Crisis) && result.GetValue(NoSamples))
                result.AddError("--crisis is told by the samples, which --no-samples leaves out.");
        });
        command.SetAction(
            (parsed, _) =>
                RunAsync(
                    new(
                        parsed.GetValue(Port),
                        parsed.GetValue(MailboxPort),
                        parsed.GetValue(InMemory),
                        !parsed.GetValue(NoSamples),
                        parsed.GetValue(Crisis),
                        parsed.GetValue(App),
                        Path.GetFullPath(parsed.GetRequiredValue(Data))
                    )
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(LocalStackOptions options)
    {
        using var stop = new CancellationTokenSource();
        long? first = null;
        void Stop(PosixSignalContext signal)
        {
            // A second Ctrl-C ends us at once, and the kernel then ends the children; but wrappers such as timeout
            // send each signal twice.
            first ??= TimeProvider.System.GetTimestamp();
            signal.Cancel = TimeProvider.System.GetElapsedTime(first.Value) < TimeSpan.FromSeconds(1);
            stop.Cancel();
        }
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        try
        {
            await using var stack = new LocalStack(options, Console.Out);
            await stack.RunAsync(stop.Token);
            throw new UnreachableException("The stack runs until it is stopped or fails.");
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Console.WriteLine("Stopped.");
            return 0;
        }
        catch (LocalStackException e)
        {
            await Console.Error.WriteLineAsync($"error: {e.Message}");
            return 1;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(
                $"error: {e.Message} Mend that, or keep the data elsewhere with --data."
            );
            return 1;
        }
    }

    private static Option<int> NewPort(string name, int usual, string description)
    {
        var port = new Option<int>(name) { Description = description, DefaultValueFactory = _ => usual };
        port.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var value) && value is < 0 or > 65_535)
                result.AddError($"{name} must be from 1 to 65535, or 0 for any free port.");
        });
        return port;
    }
}
