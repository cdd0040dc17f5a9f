using Xunit;

namespace IndicatorAlerts.Tests.Infra;

public class BicepCheckTests
{
    [Fact]
    public async Task A_warning_of_the_compiler_fails_the_check()
    {
        CompiledBicep.SkipWhereTheCompilerDoesNotRun();
        var stop = TestContext.Current.CancellationToken;
        // Under the root, so that the copy finds the versions there; under artifacts, which git does not see.
        var copy = Directory.CreateDirectory(
            Path.Combine(CompiledBicep.Root, "artifacts", $"infra-{Guid.NewGuid():n}", "infra", "app")
        );
        var root = copy.Parent!.Parent!;
        try
        {
            var infra = Path.Combine(CompiledBicep.Root, "infra");
            foreach (var file in Directory.GetFiles(infra).Concat(Directory.GetFiles(Path.Combine(infra, "app"))))
            {
                // Comes and goes while another run of the check builds it.
                if (file.EndsWith(".snapshot.json", StringComparison.Ordinal))
                {
                    continue;
                }

                File.Copy(file, Path.Combine(root.FullName, "infra", Path.GetRelativePath(infra, file)));
            }

            // An unknown API version is a warning that no linter level turns into an error.
            var telemetry = Path.Combine(copy.FullName, "telemetry.bicep");
            var text = await File.ReadAllTextAsync(telemetry, stop);
            await File.WriteAllTextAsync(
                telemetry,
                text.Replace("components@2020-02-02", "components@2099-02-02", StringComparison.Ordinal),
                stop
            );

            var (exitCode, said) = await CompiledBicep.Check(root.FullName);

            Assert.NotEqual(0, exitCode);
            Assert.Contains("Warning BCP081", said);
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }
}
