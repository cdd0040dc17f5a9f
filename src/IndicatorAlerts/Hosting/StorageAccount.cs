using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace IndicatorAlerts.Hosting;

/// <summary>The Storage account that holds everything, by the platform's own settings (<c>AzureWebJobsStorage</c>).</summary>
public sealed class StorageAccount
{
    public const string Setting = "AzureWebJobsStorage";

    public StorageAccount(IConfiguration configuration)
    {
        var settings = configuration.GetSection(Setting);
        // Azurite lags behind the clients' default versions of the Storage API.
        var blobs = new BlobClientOptions(BlobClientOptions.ServiceVersion.V2026_06_06);
        var queues = new QueueClientOptions(QueueClientOptions.ServiceVersion.V2026_06_06)
        {
            MessageEncoding = QueueMessageEncoding.Base64,
        };
        if (settings.Value is { Length: > 0 } connection)
        {
            Tables = new(connection);
            Blobs = new(connection, blobs);
            Queues = new(connection, queues);
            return;
        }
        var credential = Credential(settings);
        Tables = new(Uri(settings, "table"), credential);
        Blobs = new(Uri(settings, "blob"), credential, blobs);
        Queues = new(Uri(settings, "queue"), credential, queues);
    }

    public TableServiceClient Tables { get; }

    public BlobServiceClient Blobs { get; }

    public QueueServiceClient Queues { get; }

    /// <summary>What is wrong with the settings; null when they name an account.</summary>
    public static string? Check(IConfiguration configuration)
    {
        var settings = configuration.GetSection(Setting);
        if (settings.Value is { Length: > 0 } connection)
        {
            try
            {
                _ = new TableServiceClient(connection);
                return null;
            }
            catch (Exception e)
                when (e is FormatException or InvalidOperationException or ArgumentException or UriFormatException)
            {
                return $"{Setting} is not a connection string of a Storage account: {e.Message}";
            }
        }
        if (settings["accountName"] is { Length: > 0 })
            return null;
        foreach (var service in (string[])["blob", "queue", "table"])
        {
            var name = $"{service}ServiceUri";
            if (!System.Uri.TryCreate(settings[name], UriKind.Absolute, out _))
                return $"Neither {Setting} (a connection string) nor {Setting}__accountName nor {Setting}__{name} (a URI) is set: "
                    + "the service does not know its Storage account.";
        }
        return null;
    }

    static Uri Uri(IConfigurationSection settings, string service) =>
        new(settings[$"{service}ServiceUri"] ?? $"https://{settings["accountName"]}.{service}.core.windows.net");

    static TokenCredential Credential(IConfigurationSection settings)
    {
        if (settings["credential"] != "managedidentity")
            return new DefaultAzureCredential();
        return new ManagedIdentityCredential(
            settings["clientId"] is { Length: > 0 } id
                ? ManagedIdentityId.FromUserAssignedClientId(id)
                : ManagedIdentityId.SystemAssigned
        );
    }
}
