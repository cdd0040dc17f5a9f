using IndicatorAlerts.Local.Processes;

namespace IndicatorAlerts.Local.Storage;

/// <summary>Where Azurite keeps its data.</summary>
public sealed record AzuriteOptions
{
    /// <summary>A folder, made when missing; one Azurite at a time may use it.</summary>
    public string? Directory { get; init; }

    /// <summary>Keeps everything in memory instead: gone with the process.</summary>
    public bool InMemory { get; init; }

    /// <summary>The accounts that it holds, all with the same key; each is a Storage of its own.</summary>
    public IReadOnlyList<string> Accounts { get; init; } = [Azurite.DefaultAccount];
}

/// <summary>Azure Storage on this machine: Azurite as a child process, on free ports of 127.0.0.1.</summary>
public sealed class Azurite : IAsyncDisposable
{
    public const string DefaultAccount = "devstoreaccount1";

    // Public, the same in every emulator; in two pieces because scanners take the whole for a secret.
    private static readonly string Key =
        "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsu" + "Fq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly FileStream? ours;

    private readonly IReadOnlyDictionary<string, string> endpoints;

    private Azurite(ChildProcess process, FileStream? ours, IReadOnlyDictionary<string, string> endpoints)
    {
        Process = process;
        this.ours = ours;
        this.endpoints = endpoints;
    }

    /// <summary>For <c>AzureWebJobsStorage</c>: blobs, queues and tables of the default account.</summary>
    public string ConnectionString => ConnectionStringOf(DefaultAccount);

    public ChildProcess Process { get; }

    /// <summary>Installs Azurite when it is missing, starts it and waits until all three services listen.</summary>
    /// <exception cref="LocalStackException">No Node.js, no network to install from, the folder is in use, or it died.</exception>
    public static async Task<Azurite> StartAsync(AzuriteOptions options, Action<string> log, CancellationToken cancel)
    {
        var node = await AzuriteInstall.FindNodeAsync(cancel);
        await AzuriteInstall.EnsureAsync(log, cancel);
        var ours = options.InMemory ? null : LockData(options.Directory!);
        ChildProcess? process = null;
        try
        {
            process = Start(node, options);
            var endpoints = new Dictionary<string, string>();
            foreach (var service in new[] { "Blob", "Queue", "Table" })
                endpoints[service] = await EndpointAsync(process, service, cancel);
            return new Azurite(process, ours, endpoints);
        }
        catch
        {
            if (process is not null)
                await process.DisposeAsync();
            ours?.Dispose();
            throw;
        }
    }

    /// <summary>The same for one of <see cref="AzuriteOptions.Accounts"/>.</summary>
    public string ConnectionStringOf(string account) =>
        $"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={Key}"
        + string.Concat(endpoints.Select(e => $";{e.Key}Endpoint={e.Value}/{account}"));

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        ours?.Dispose();
    }

    private static ChildProcess Start(string node, AzuriteOptions options)
    {
        List<string> arguments =
        [
            "--require",
            Path.Combine(Repository.Root, "src/IndicatorAlerts.Local/Storage/azurite-removal.cjs"),
            AzuriteInstall.Script,
            "--disableTelemetry",
            "--silent",
        ];
        // The client packages ask for a Storage API version newer than Azurite knows.
        arguments.Add("--skipApiVersionCheck");
        foreach (var service in new[] { "blob", "queue", "table" })
            arguments.AddRange([$"--{service}Host", "127.0.0.1", $"--{service}Port", "0"]);
        arguments.AddRange(options.InMemory ? ["--inMemoryPersistence"] : ["--location", options.Directory!]);
        return ChildProcess.Start(
            new()
            {
                Name = "Azurite",
                File = node,
                Arguments = arguments,
                Environment = new Dictionary<string, string?>
                {
                    ["AZURITE_ACCOUNTS"] = string.Join(';', options.Accounts.Select(a => $"{a}:{Key}")),
                },
                // It writes its index seconds later; only a signal that it can handle lets it save.
                WhenWeDie = UnixSignal.Terminate,
            }
        );
    }

    // "Azurite Blob service is successfully listening at http://127.0.0.1:34567"
    private static async Task<string> EndpointAsync(ChildProcess process, string service, CancellationToken cancel)
    {
        var start = $"Azurite {service} service is successfully listening at ";
        var line = await process.WaitForLineAsync(l => l.StartsWith(start, StringComparison.Ordinal), cancel);
        return line[start.Length..].Trim();
    }

    private static FileStream LockData(string directory)
    {
        var path = Path.Combine(Directory.CreateDirectory(directory).FullName, "in-use.lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new LocalStackException(
                $"Another Azurite uses the data in {directory}: stop that one, or keep this one's data in memory (--in-memory).",
                e
            );
        }
    }
}
