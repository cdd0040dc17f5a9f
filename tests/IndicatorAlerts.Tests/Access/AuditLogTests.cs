using Azure;
using Azure.Data.Tables;
using IndicatorAlerts.Access;
using IndicatorAlerts.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace IndicatorAlerts.Tests.Access;

public sealed class AuditLogTests : IAsyncLifetime
{
    static readonly Caller Anna = new("anna", Role.Editor);
    static readonly Caller Ben = new("ben", Role.Admin);

    readonly FakeTimeProvider time = new(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    readonly StorageAccount storage;
    readonly AuditLog log;

    public AuditLogTests(AzuriteFixture azurite)
    {
        var settings = new Dictionary<string, string?> { ["AzureWebJobsStorage"] = azurite.NewAccount() };
        storage = new(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        log = NewLog();
    }

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await log.Rows.CreateAsync(Cancel);

    public ValueTask DisposeAsync()
    {
        log.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Several_writers_make_one_chain_without_a_gap()
    {
        using var other = NewLog();
        await Task.WhenAll(
            Enumerable
                .Range(0, 40)
                .Select(i => (i % 2 == 0 ? log : other).AppendAsync(Anna, "test.write", $"t{i}", null, Cancel))
        );
        var entries = await log.ReadAsync(new(), 1_000, Cancel);
        Assert.Equal(Enumerable.Range(1, 40).Reverse(), entries.Select(e => e.Number));
        Assert.Equal(40, entries.Select(e => e.Target).Distinct().Count());
        Assert.All(entries.Zip(entries.Skip(1)), pair => Assert.Equal(pair.Second.Hash, pair.First.Previous));
        var found = await VerifyAsync();
        Assert.Empty(found.Faults);
        Assert.Equal((40, entries[0]), (found.Entries, found.Last));
    }

    [Fact]
    public async Task Entries_are_found_by_who_what_and_when_newest_first_and_page_by_page()
    {
        for (var i = 0; i < 6; i++)
        {
            await log.AppendAsync(
                i % 2 == 0 ? Anna : Ben,
                i < 3 ? "red-line.put" : "silence.create",
                $"w{i % 3}/x",
                $"note {i}",
                Cancel
            );
            time.Advance(TimeSpan.FromHours(1));
        }
        Assert.Equal([5, 3, 1], await NumbersAsync(new(Who: "anna")));
        Assert.Equal([3, 2, 1], await NumbersAsync(new(Action: "red-line.")));
        Assert.Equal([5, 2], await NumbersAsync(new(Target: "w1/")));
        var start = time.GetUtcNow().AddHours(-6);
        Assert.Equal([4, 3], await NumbersAsync(new(From: start.AddHours(2), To: start.AddHours(4))));
        Assert.Equal([3, 2], await NumbersAsync(new(Below: 4), 2));
        Assert.Equal("note 0", (await log.ReadAsync(new(Below: 2), 1, Cancel))[0].Note);
    }

    /// <summary>What somebody who can write to Storage may do, and what is said of it.</summary>
    public static TheoryData<string, string> Tamperings =>
        new()
        {
            { "change", "Entry 3 does not fit its hash: it was changed." },
            { "change and hash", "Entry 3 is not the one that was followed: it was replaced." },
            { "remove", "Entry 3 is missing: it was removed." },
            { "remove the last", "Entry 5 is missing: it was removed." },
            { "remove the first", "Entry 1 is missing: it was removed." },
            { "insert at the end", "Entry 6 is beyond the end of the log: it was inserted, or the end was changed." },
            { "insert a twin", "Row log/2147483644x is no entry: it was inserted or changed." },
            { "insert elsewhere", "Row other/2147483644 is no entry: it was inserted or changed." },
            { "set the end back", "Entry 5 is beyond the end of the log: it was inserted, or the end was changed." },
            { "change the time", "Entry 3 does not fit its hash: it was changed." },
        };

    [Theory]
    [MemberData(nameof(Tamperings))]
    public async Task An_entry_that_was_changed_removed_or_inserted_is_found(string what, string fault)
    {
        await AppendFiveAsync();
        Assert.Empty((await VerifyAsync()).Faults);
        await TamperAsync(what);
        Assert.Contains(fault, (await VerifyAsync()).Faults);
    }

    [Fact]
    public async Task A_log_that_was_written_anew_is_found_by_an_entry_that_was_noted_before()
    {
        await AppendFiveAsync();
        var noted = (await VerifyAsync()).Last!;
        var anchor = new AuditAnchor(noted.Number, noted.Hash);
        await log.AppendAsync(Anna, "test.write", "more", null, Cancel);
        Assert.Empty((await VerifyAsync(anchor)).Faults);

        await foreach (var row in log.Rows.QueryAsync<TableEntity>(cancellationToken: Cancel))
            await log.Rows.DeleteEntityAsync(row, ETag.All, Cancel);
        using var anew = NewLog();
        for (var i = 0; i < 6; i++)
            await anew.AppendAsync(Ben, "test.write", $"forged {i}", null, Cancel);
        Assert.Empty((await VerifyAsync()).Faults);
        Assert.Equal(
            ["Entry 5 is not the one that was noted: the log was written anew."],
            (await VerifyAsync(anchor)).Faults
        );
        Assert.Equal(
            ["Entry 9 is not there: the log was cut or written anew."],
            (await VerifyAsync(new(9, noted.Hash))).Faults
        );
    }

    async Task AppendFiveAsync()
    {
        for (var i = 1; i <= 5; i++)
            await log.AppendAsync(Anna, "test.write", $"t{i}", null, Cancel);
    }

    async Task TamperAsync(string what)
    {
        var third = await RowAsync(3);
        switch (what)
        {
            case "change":
                third["Who"] = "nobody";
                await WriteAsync(third);
                break;
            case "change the time":
                third["At"] = time.GetUtcNow().AddDays(-1);
                await WriteAsync(third);
                break;
            case "change and hash":
                third["Who"] = "nobody";
                third["Hash"] = AuditLog.Read(third).Compute();
                await WriteAsync(third);
                break;
            case "remove":
                await RemoveAsync(3);
                break;
            case "remove the last":
                await RemoveAsync(5);
                break;
            case "remove the first":
                await RemoveAsync(1);
                break;
            case "insert at the end":
                var sixth = new TableEntity(await RowAsync(5)) { RowKey = AuditLog.KeyOf(6), ["Number"] = 6 };
                await WriteAsync(sixth);
                break;
            case "insert a twin":
                await WriteAsync(new(third) { RowKey = third.RowKey + "x" });
                break;
            case "insert elsewhere":
                await WriteAsync(new(third) { PartitionKey = "other" });
                break;
            case "set the end back":
                await WriteAsync(new(await RowAsync(4)) { RowKey = AuditLog.HeadRow });
                break;
            default:
                Assert.Fail($"Nobody knows how to {what}.");
                break;
        }
    }

    async Task<TableEntity> RowAsync(int number) =>
        (
            await log.Rows.GetEntityAsync<TableEntity>(
                AuditLog.Partition,
                AuditLog.KeyOf(number),
                cancellationToken: Cancel
            )
        ).Value;

    async Task WriteAsync(TableEntity row) => await log.Rows.UpsertEntityAsync(row, TableUpdateMode.Replace, Cancel);

    async Task RemoveAsync(int number) =>
        await log.Rows.DeleteEntityAsync(AuditLog.Partition, AuditLog.KeyOf(number), cancellationToken: Cancel);

    async Task<IEnumerable<int>> NumbersAsync(AuditQuery query, int most = 100) =>
        (await log.ReadAsync(query, most, Cancel)).Select(e => e.Number);

    Task<AuditFinding> VerifyAsync(AuditAnchor? anchor = null) => new AuditCheck(log).VerifyAsync(anchor, Cancel);

    AuditLog NewLog() => new(storage, time, NullLogger<AuditLog>.Instance);
}
