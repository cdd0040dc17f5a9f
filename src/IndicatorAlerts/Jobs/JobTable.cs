using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using IndicatorAlerts.Hosting;

namespace IndicatorAlerts.Jobs;

/// <summary>
/// Table <c>jobs</c>: a row for each, in one partition; container <c>jobs</c>: what each was asked (<c>ID/order.json</c>) and found
/// (<c>ID/result.json</c>).
/// </summary>
public sealed class JobTable
{
    public const string Name = "jobs";
    public const string Container = "jobs";
    const string Partition = "job";

    readonly TableClient table;
    readonly BlobContainerClient files;

    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor, typeof(TableEntity))]
    public JobTable(StorageAccount storage) =>
        (table, files) = (storage.Tables.GetTableClient(Name), storage.Blobs.GetBlobContainerClient(Container));

    public Task AddAsync(Job job, CancellationToken cancel) => table.AddEntityAsync(Row(job), cancel);

    /// <summary>Null when there is none of this id.</summary>
    public async Task<Job?> FindAsync(string id, CancellationToken cancel)
    {
        // Nothing else was ever given out, and not every text can be asked for.
        if (!Guid.TryParseExact(id, "N", out _))
            return null;
        var row = await table.GetEntityIfExistsAsync<TableEntity>(Partition, id, cancellationToken: cancel);
        return row.HasValue ? Read(row.Value!) : null;
    }

    /// <summary>All that are kept.</summary>
    public async IAsyncEnumerable<Job> ListAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel
    )
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancel))
            yield return Read(row);
    }

    /// <summary>Null when somebody else has changed it.</summary>
    public async Task<Job?> TryUpdateAsync(Job job, CancellationToken cancel)
    {
        try
        {
            var answer = await table.UpdateEntityAsync(Row(job), job.Tag, TableUpdateMode.Replace, cancel);
            return job with { Tag = answer.Headers.ETag!.Value };
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            return null;
        }
    }

    /// <summary>With all that belongs to it.</summary>
    public async Task RemoveAsync(Job job, CancellationToken cancel)
    {
        foreach (var file in (string[])[JobFile.Order, JobFile.Result])
            await Blob(job.Id, file).DeleteIfExistsAsync(cancellationToken: cancel);
        await table.DeleteEntityAsync(Partition, job.Id, ETag.All, cancel);
    }

    public Task WriteAsync(string id, string file, byte[] content, CancellationToken cancel) =>
        Blob(id, file).UploadAsync(BinaryData.FromBytes(content), overwrite: true, cancel);

    /// <summary>Null when it is not there.</summary>
    public async Task<byte[]?> ReadAsync(string id, string file, CancellationToken cancel)
    {
        try
        {
            return (await Blob(id, file).DownloadContentAsync(cancel)).Value.Content.ToArray();
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    BlobClient Blob(string id, string file) => files.GetBlobClient($"{id}/{file}");

    static TableEntity Row(Job job) =>
        new(Partition, job.Id)
        {
            ["Watch"] = job.Watch,
            ["By"] = job.By,
            ["State"] = job.State.ToString(),
            ["Progress"] = job.Progress,
            ["Problem"] = job.Problem,
            ["CreatedAt"] = job.CreatedAt,
            ["EndedAt"] = job.EndedAt,
            ["Attempts"] = job.Attempts,
        };

    static Job Read(TableEntity row) =>
        new(row.RowKey, row.GetString("Watch"), row.GetString("By"), row.GetDateTimeOffset("CreatedAt")!.Value)
        {
            State = Enum.Parse<JobState>(row.GetString("State")),
            Progress = row.GetDouble("Progress") ?? 0,
            Problem = row.GetString("Problem"),
            EndedAt = row.GetDateTimeOffset("EndedAt"),
            Attempts = row.GetInt32("Attempts") ?? 0,
            Tag = row.ETag,
        };
}

/// <summary>The files of a job.</summary>
static class JobFile
{
    public const string Order = "order.json";
    public const string Result = "result.json";
}
