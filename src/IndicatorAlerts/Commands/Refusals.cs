namespace IndicatorAlerts.Commands;

/// <summary>How commands refuse: a sentence a line on standard error, and exit code 1.</summary>
static class Refusals
{
    /// <returns>The exit code.</returns>
    public static int Refuse(params IEnumerable<string> reasons)
    {
        foreach (var reason in reasons)
            Console.Error.WriteLine(reason);
        return 1;
    }
}
