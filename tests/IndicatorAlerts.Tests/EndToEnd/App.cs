using IndicatorAlerts.Local;
using IndicatorAlerts.Local.Processes;

namespace IndicatorAlerts.Tests.EndToEnd;

/// <summary>
/// The program under test: the build beside these tests, or, when the environment names one in INDICATORALERTS_APP, a
/// published executable, so that the same tests hold for the Native AOT binary.
/// </summary>
static class App
{
    static readonly string? Published = Environment.GetEnvironmentVariable("INDICATORALERTS_APP")
        is { Length: > 0 } path
        ? Path.GetFullPath(path, Repository.Root)
        : null;

    static readonly string Build = Path.Combine(
        Repository.Root,
        "src/IndicatorAlerts/bin",
        new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name,
        "net10.0/IndicatorAlerts.dll"
    );

    /// <summary>The folder that holds a folder with function.json for each function.</summary>
    public static string Functions { get; } =
        Published is null
            ? Path.Combine(Repository.Root, "src/IndicatorAlerts/Functions")
            : Path.GetDirectoryName(Published)!;

    public static ChildProcess Start(IReadOnlyDictionary<string, string?> environment, params string[] arguments) =>
        ChildProcess.Start(
            new()
            {
                Name = "IndicatorAlerts",
                File = Published ?? Executables.Dotnet,
                Arguments = Published is null ? [Build, .. arguments] : arguments,
                Environment = environment,
            }
        );
}
