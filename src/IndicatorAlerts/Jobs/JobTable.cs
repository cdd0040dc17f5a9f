using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using IndicatorAlerts.Hosting;

namespace IndicatorAlerts.Jobs;

/// <summary>
/// Table <c>jobs</c>: a row for each, in one partition; container <c>jobs</c>: what each was asked (<c>ID/order</c>), what came with that
/// (<c>ID/body</c>) and what each beginning found (<c>ID/result-1</c>).
/// </summary>
public sealed class JobTable
{
    public const string Name = "jobs";
    public const string Container = "jobs";
    const string Partition = "job";

    // Many may be open at once; the package's own is 4 MB.
    const int BufferSize = 256 * 1024;

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

    /// <summary>Its files go by their age.</summary>
    public Task RemoveAsync(Job job, CancellationToken cancel) =>
        table.DeleteEntityAsync(Partition, job.Id, ETag.All, cancel);

    /// <summary>Deletes files of jobs that were written before an instant.</summary>
    public async Task RemoveFilesAsync(DateTimeOffset before, CancellationToken cancel)
    {
        await foreach (var file in files.GetBlobsAsync(cancellationToken: cancel))
            if (file.Properties.LastModified < before)
                await files.DeleteBlobIfExistsAsync(file.Name, cancellationToken: cancel);
    }

    public Task WriteAsync(string id, string file, byte[] content, CancellationToken cancel) =>
        Blob(id, file).UploadAsync(BinaryData.FromBytes(content), overwrite: true, cancel);

    /// <summary>What is written is there once the stream is disposed.</summary>
    public Task<Stream> CreateAsync(string id, string file, CancellationToken cancel) =>
        files
            .GetBlockBlobClient($"{id}/{file}")
            .OpenWriteAsync(overwrite: true, new BlockBlobOpenWriteOptions { BufferSize = BufferSize }, cancel);

    /// <summary>Null when it is not there.</summary>
    public async Task<Stream?> OpenAsync(string id, string file, CancellationToken cancel)
    {
        try
        {
            return await Blob(id, file)
                .OpenReadAsync(new BlobOpenReadOptions(allowModifications: false) { BufferSize = BufferSize }, cancel);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    /// <summary>Null when it is not there.</summary>
    public async Task<byte[]?> ReadAsync(string id, string file, CancellationToken cancel)
    {
        if (await OpenAsync(id, file, cancel) is not { } stream)
            return null;
        await using (stream)
            return (await BinaryData.FromStreamAsync(stream, cancel)).ToArray();
    }

    BlobClient Blob(string id, string file) => files.GetBlobClient($"{id}/{file}");

    static TableEntity Row(Job job) =>
        new(Partition, job.Id)
        {
            ["Kind"] = job.Kind,
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
        new(
            row.RowKey,
            row.GetString("Kind"),
            row.GetString("Watch"),
            row.GetString("By"),
            row.GetDateTimeOffset("CreatedAt")!.Value
        )
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
    public const string Order = "order";
    public const string Body = "body";

    /// <summary>Each beginning has its own, as one that was given up may still be writing.</summary>
    public static string Result(Job job) => string.Create(CultureInfo.InvariantCulture, $"result-{job.Attempts}");
}
