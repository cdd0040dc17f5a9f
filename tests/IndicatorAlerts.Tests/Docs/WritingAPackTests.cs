using IndicatorAlerts.Local;
using IndicatorAlerts.Local.Processes;
using IndicatorAlerts.Tests.Local;
using Xunit;

namespace IndicatorAlerts.Tests.Docs;

/// <summary>Follows docs/writing-a-pack.md step by step, on the real local stack with the real program.</summary>
public sealed class WritingAPackTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_follows_the_document_sees_what_it_shows()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The document's commands are a script of a Unix shell.");
        var document = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs/writing-a-pack.md"), Cancel);
        var steps = DocumentStep.Read(document).ToList();
        using var folder = new TemporaryFolder();
        await using var stack = RunningStack.Start([
            "--port",
            "0",
            "--mailbox-port",
            "0",
            "--in-memory",
            "--data",
            Path.Combine(folder.Path, ".local"),
        ]);
        var app = await stack.UrlOfAsync("API", Cancel);

        foreach (var step in steps)
            if (step is FileStep file)
                await File.WriteAllTextAsync(Path.Combine(folder.Path, file.Name), file.Text, Cancel);
            else if (
                step is CommandStep { Command: var command } ask
                && command.StartsWith("curl ", StringComparison.Ordinal)
            )
                await AskAsync(ask, new(app, new Uri(command["curl ".Length..]).AbsolutePath));
            else if (step is CommandStep run)
                await RunAsync(run, folder.Path);

        // Parts of the way, so that a document without steps is not followed in vain.
        Assert.Equal(3, steps.OfType<FileStep>().Count());
        Assert.Contains(
            steps,
            s => s is CommandStep { Command: var c } && c.Contains("indicator try", StringComparison.Ordinal)
        );
        Assert.Contains(
            steps,
            s => s is CommandStep { Command: var c } && c.Contains("pack apply", StringComparison.Ordinal)
        );
    }

    static async Task RunAsync(CommandStep step, string folder)
    {
        var words = step.Command.Split(' ');
        await using var process = ChildProcess.Start(
            new()
            {
                Name = step.Command,
                File = Path.Combine(folder, words[0]),
                Arguments = [.. words[1..]],
                WorkingDirectory = folder,
            }
        );
        var exit = await process.Exited.WaitAsync(Limits.OneMinute);
        // Progress is told on standard error, at no fixed place.
        var printed = process
            .Lines.Where(l => l.Length > 0 && !l.EndsWith(" transitions, 100 %", StringComparison.Ordinal))
            .ToList();
        Assert.Null(step.Differs(printed));
        Assert.Equal(0, exit);
    }

    /// <summary>Asks until the answer is as shown: the document says that it comes a moment later.</summary>
    static async Task AskAsync(CommandStep step, Uri address)
    {
        using var http = new HttpClient();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel, Limits.OneMinute);
        string? differs = null;
        try
        {
            do
            {
                differs = step.Differs([await http.GetStringAsync(address, limit.Token)]);
                if (differs is not null)
                    await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, limit.Token);
            } while (differs is not null);
        }
        catch (OperationCanceledException) when (!Cancel.IsCancellationRequested)
        {
            Assert.Fail(differs);
        }
    }
}
