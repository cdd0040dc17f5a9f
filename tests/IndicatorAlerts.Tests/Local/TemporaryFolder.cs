namespace IndicatorAlerts.Tests.Local;

/// <summary>A folder for one test, deleted with everything in it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("indicator-alerts-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
