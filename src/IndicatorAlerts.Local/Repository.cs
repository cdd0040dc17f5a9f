namespace IndicatorAlerts.Local;

/// <summary>Where the repository lies, seen from the running program.</summary>
public static class Repository
{
    /// <summary>The folder that holds IndicatorAlerts.sln.</summary>
    /// <exception cref="LocalStackException">Neither the program nor the current folder lies inside the repository.</exception>
    public static string Root { get; } =
        Above(AppContext.BaseDirectory)
        // A program that is run from a single file is built elsewhere.
        ?? Above(Directory.GetCurrentDirectory())
        ?? throw new LocalStackException(
            $"IndicatorAlerts.sln is in no folder above {AppContext.BaseDirectory}: run this from a clone of the repository."
        );

    private static string? Above(string folder)
    {
        var at = new DirectoryInfo(folder);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "IndicatorAlerts.sln")))
            at = at.Parent;
        return at?.FullName;
    }
}
