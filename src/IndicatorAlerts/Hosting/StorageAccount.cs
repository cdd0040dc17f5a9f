using Azure;
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
        var raw = new QueueClientOptions(QueueClientOptions.ServiceVersion.V2026_06_06);
        // What is not Base64 can be nobody's message; left alone, it would hide the rest of its batch again and again.
        queues.MessageDecodingFailed += ToPoisonAsync;
        if (settings.Value is { Length: > 0 } connection)
        {
            Tables = new(connection);
            Blobs = new(connection, blobs);
            Queues = new(connection, queues);
            RawQueues = new(connection, raw);
            return;
        }
        var credential = Credential(settings);
        Tables = new(Uri(settings, "table"), credential);
        Blobs = new(Uri(settings, "blob"), credential, blobs);
        Queues = new(Uri(settings, "queue"), credential, queues);
        RawQueues = new(Uri(settings, "queue"), credential, raw);
    }

    public TableServiceClient Tables { get; }

    public BlobServiceClient Blobs { get; }

    public QueueServiceClient Queues { get; }

    /// <summary>The same without Base64: messages as they stand in Storage.</summary>
    public QueueServiceClient RawQueues { get; }

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

    /// <summary>Whether an exception says that Storage cannot be worked with now.</summary>
    public static bool IsUnavailable(Exception e) =>
        e is RequestFailedException or AuthenticationFailedException
        || e
            is AggregateException
            {
                InnerExceptions: [.., RequestFailedException or HttpRequestException or OperationCanceledException]
            };

    /// <summary>The same for people, without addresses or keys.</summary>
    public static string Explain(Exception e) =>
        e switch
        {
            RequestFailedException { ErrorCode: "TableNotFound" } =>
                "Storage is reachable, but its tables are not made yet: they are at the first minute, or by 'IndicatorAlerts pack apply FILE'.",
            RequestFailedException { Status: > 0 } failed =>
                $"Storage does not answer as it should: {failed.Status} {failed.ErrorCode}".TrimEnd(),
            AuthenticationFailedException => "Storage cannot be signed in to: the app's identity got no token.",
            AggregateException many => $"Storage cannot be reached: {many.InnerExceptions[^1].Message}",
            _ => $"Storage cannot be reached: {e.Message}",
        };

    async Task ToPoisonAsync(QueueMessageDecodingFailedEventArgs failed)
    {
        if (failed.ReceivedMessage is not { } message)
            return;
        await Queues
            .GetQueueClient(QueueNames.Poison(failed.Queue.Name))
            .SendMessageAsync(message.Body, cancellationToken: failed.CancellationToken);
        await failed.Queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, failed.CancellationToken);
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
