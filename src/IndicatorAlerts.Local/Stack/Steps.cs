using System.Globalization;

namespace IndicatorAlerts.Local.Stack;

/// <summary>Prints each step as it begins and what it took, whole lines at a time.</summary>
internal sealed class Steps(TextWriter output, TimeProvider time)
{
    private readonly Lock gate = new();

    public void Say(string line)
    {
        lock (gate)
            output.WriteLine(line);
    }

    public async Task RunAsync(string what, Func<Task> step)
    {
        Say($"{what} ...");
        var began = time.GetTimestamp();
        await step();
        var took = time.GetElapsedTime(began).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        Say($"    {took} s");
    }
}
