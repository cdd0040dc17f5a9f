using System.Reflection;
using IndicatorAlerts.Local.Processes;

namespace IndicatorAlerts.Local.Stack;

/// <summary>The app as something to start: its build beside ours through dotnet, or any executable.</summary>
internal sealed class AppProgram
{
    private readonly string file;
    private readonly string[] firstArguments;

    /// <param name="path">An executable or a .dll; null for the build with our own configuration.</param>
    /// <exception cref="LocalStackException">There is no such file.</exception>
    public AppProgram(string? path)
    {
        Path = System.IO.Path.GetFullPath(path ?? Build());
        if (!File.Exists(Path))
        {
            throw new LocalStackException(
                path is null
                    ? $"The app is not built: {Path} is missing. Build it with: dotnet build src/IndicatorAlerts"
                    : $"There is no {Path}: give --app the path of the app's executable."
            );
        }
        (file, firstArguments) = Path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)
            ? (Executables.Dotnet, [Path])
            : (Path, Array.Empty<string>());
    }

    public string Path { get; }

    /// <summary>What starts it, without arguments of ours.</summary>
    public IReadOnlyList<string> CommandLine => [file, .. firstArguments];

    public ChildProcess Start(
        string name,
        IReadOnlyDictionary<string, string?> environment,
        Action<string> onLine,
        params string[] arguments
    ) =>
        ChildProcess.Start(
            new()
            {
                Name = name,
                File = file,
                Arguments = [.. firstArguments, .. arguments],
                // Its own folder: in the repository's root the configuration watcher would walk node_modules.
                WorkingDirectory = System.IO.Path.GetDirectoryName(Path),
                Environment = environment,
                OnLine = onLine,
            }
        );

    private static string Build()
    {
        var ours = typeof(AppProgram).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        return System.IO.Path.Combine(Repository.Root, "src/IndicatorAlerts/bin", ours, "net10.0/IndicatorAlerts.dll");
    }
}
