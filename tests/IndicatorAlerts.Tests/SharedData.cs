using IndicatorAlerts.Local;
using Xunit;

namespace IndicatorAlerts.Tests;

/// <summary>Real recordings and histories that lie beside the project and are not part of it.</summary>
static class SharedData
{
    /// <summary>Where they are; without the folder, the test is skipped and says so.</summary>
    public static string Folder()
    {
        var path = Path.Combine(Repository.Root, "../shared/data");
        Assert.SkipUnless(Directory.Exists(path), "../shared/data is not there: this test needs the real histories.");
        return path;
    }

    /// <summary>The file's bytes; without the folder, the test is skipped and says so.</summary>
    public static byte[] Read(string name)
    {
        var path = Path.Combine(Repository.Root, "../shared/data", name);
        Assert.SkipUnless(
            File.Exists(path),
            $"../shared/data/{name} is not there: this test needs the real recording."
        );
        return File.ReadAllBytes(path);
    }
}
