using Azure.Data.Tables;
using IndicatorAlerts.Local;
using IndicatorAlerts.Local.Processes;
using IndicatorAlerts.Local.Storage;
using Xunit;

namespace IndicatorAlerts.Tests.Local;

public class AzuriteTests(AzuriteFixture shared)
{
    private static CancellationToken Cancel => Limits.OneMinute;

    [Fact]
    public async Task The_current_table_client_reads_what_it_wrote()
    {
        var table = await NewTableAsync(shared.ConnectionString);
        await table.AddEntityAsync(new TableEntity("p", "r") { ["Value"] = 6.3 }, Cancel);

        Assert.Equal(6.3, (await table.GetEntityAsync<TableEntity>("p", "r", null, Cancel)).Value["Value"]);
    }

    [Fact]
    public async Task Data_in_a_folder_outlives_the_process()
    {
        using var folder = new TemporaryFolder();
        var options = new AzuriteOptions { Directory = folder.Path };
        string name;
        await using (var first = await Azurite.StartAsync(options, _ => { }, Cancel))
        {
            var table = await NewTableAsync(first.ConnectionString);
            await table.AddEntityAsync(new TableEntity("p", "r"), Cancel);
            name = table.Name;
        }

        await using var second = await Azurite.StartAsync(options, _ => { }, Cancel);

        var again = new TableClient(second.ConnectionString, name);
        Assert.Equal("r", (await again.GetEntityAsync<TableEntity>("p", "r", null, Cancel)).Value.RowKey);
    }

    [Fact]
    public async Task Two_at_once_on_one_folder_are_refused_with_the_way_out()
    {
        using var folder = new TemporaryFolder();
        var options = new AzuriteOptions { Directory = folder.Path };
        await using var first = await Azurite.StartAsync(options, _ => { }, Cancel);

        var refused = await Assert.ThrowsAsync<LocalStackException>(() =>
            Azurite.StartAsync(options, _ => { }, Cancel)
        );

        Assert.Contains("--in-memory", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killed_it_tells_its_name_and_exit_code()
    {
        await using var azurite = await Azurite.StartAsync(new() { InMemory = true }, _ => { }, Cancel);

        azurite.Process.Signal(UnixSignal.Kill);

        Assert.Equal(137, await azurite.Process.Exited.WaitAsync(Cancel));
        Assert.StartsWith(
            "Azurite ended with exit code 137",
            azurite.Process.Ended().Message,
            StringComparison.Ordinal
        );
    }

    private static async Task<TableClient> NewTableAsync(string connectionString)
    {
        var table = new TableClient(connectionString, $"t{Guid.NewGuid():N}");
        await table.CreateAsync(Cancel);
        return table;
    }
}
