#:project ../src/IndicatorAlerts.Local
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false
#:property RestoreLockedMode=false

// Prints how fast the published Native AOT binary starts, next to the JIT build, both in one run:
//   dotnet publish src/IndicatorAlerts -c Release -r linux-x64 -o artifacts/publish
//   dotnet build src/IndicatorAlerts -c Release
//   dotnet run -c Release tests/startup.cs

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using IndicatorAlerts.Local;
using IndicatorAlerts.Local.Processes;
using IndicatorAlerts.Local.Stack;
using IndicatorAlerts.Local.Storage;

// Enough for a look; a figure to quote wants more.
var runs = Environment.GetEnvironmentVariable("CI") is null ? 11 : 5;
var published = Path.Combine(Repository.Root, "artifacts/publish/IndicatorAlerts");
var built = Path.Combine(Repository.Root, "src/IndicatorAlerts/bin/Release/net10.0/IndicatorAlerts.dll");
foreach (var file in (string[])[published, built])
    if (!File.Exists(file))
    {
        Console.Error.WriteLine($"There is no {file}: the first lines of tests/startup.cs tell how to make it.");
        return 1;
    }

await using var azurite = await Azurite.StartAsync(
    new() { InMemory = true },
    Console.WriteLine,
    CancellationToken.None
);
await Apply();
var rows = new[]
{
    (Name: "process start to first answer, ms", Path: "/healthz"),
    (Name: "process start to first Table read, ms", Path: "/readyz"),
};
Console.WriteLine($"{"medians of " + runs, -40}{"AOT", 10}{"JIT", 10}{"AOT/JIT", 10}");
var memory = (Aot: new List<double>(), Jit: new List<double>());
foreach (var (name, path) in rows)
{
    var (aot, jit) = (new List<double>(), new List<double>());
    // In turn, so that both meet the same noise.
    for (var run = 0; run < runs; run++)
    {
        aot.Add(await Measure(published, [], path, memory.Aot));
        jit.Add(await Measure(Executables.Dotnet, [built], path, memory.Jit));
    }
    Print(name, aot, jit);
}
Print("resident after start, MB", memory.Aot, memory.Jit);
return 0;

void Print(string name, List<double> aot, List<double> jit) =>
    Console.WriteLine(
        FormattableString.Invariant(
            $"{name, -40}{Median(aot), 10:0}{Median(jit), 10:0}{Median(aot) / Median(jit), 10:0.00}"
        )
    );

static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

async Task Apply()
{
    await using var apply = ChildProcess.Start(
        new()
        {
            Name = "pack apply",
            File = published,
            Arguments =
            [
                "pack",
                "apply",
                Path.Combine(Repository.Root, "tests/IndicatorAlerts.Tests/EndToEnd/quake-pack.yaml"),
            ],
            Environment = new Dictionary<string, string?> { ["AzureWebJobsStorage"] = azurite.ConnectionString },
        }
    );
    if (await apply.Exited != 0)
        throw new InvalidOperationException(string.Join('\n', apply.Lines));
}

// As the Functions host starts it: asked from the first moment on, without a wrapper around the process.
async Task<double> Measure(string file, string[] arguments, string path, List<double> resident)
{
    var port = Ports.Take(0, "");
    var info = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
    info.Environment["FUNCTIONS_CUSTOMHANDLER_PORT"] = $"{port}";
    info.Environment["AzureWebJobsStorage"] = azurite.ConnectionString;
    info.Environment["Mail__ApiKey"] = "none";
    info.Environment["Subscribe__Secret"] = Convert.ToBase64String(new byte[32]);
    info.Environment["Mail__From"] = info.Environment["Mail__Recipients"] = "nobody@indicator-alerts.example";
    var clock = Stopwatch.StartNew();
    using var process = Process.Start(info)!;
    while (!await Answers(port, path))
        if (process.HasExited)
            throw new InvalidOperationException(await process.StandardError.ReadToEndAsync());
    var elapsed = clock.Elapsed.TotalMilliseconds;
    process.Refresh();
    resident.Add(process.WorkingSet64 / 1e6);
    process.Kill();
    await process.WaitForExitAsync();
    return elapsed;
}

static async Task<bool> Answers(int port, string path)
{
    try
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, port);
        await socket
            .GetStream()
            .WriteAsync(
                Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            );
        using var reader = new StreamReader(socket.GetStream());
        return (await reader.ReadToEndAsync()).StartsWith("HTTP/1.1 200", StringComparison.Ordinal);
    }
    catch (SocketException)
    {
        await Task.Yield();
        return false;
    }
}
