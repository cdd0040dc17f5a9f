namespace IndicatorAlerts.Local;

/// <summary>Where the repository lies, seen from the running program.</summary>
public static class Repository
{
    /// <summary>The folder that holds IndicatorAlerts.sln.</summary>
    /// <exception cref="LocalStackException">The program does not lie inside the repository.</exception>
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "IndicatorAlerts.sln")))
                return at.FullName;
        }
        throw new LocalStackException(
            $"IndicatorAlerts.sln is in no folder above {AppContext.BaseDirectory}: run the local stack from a clone of the repository."
        );
    }
}
