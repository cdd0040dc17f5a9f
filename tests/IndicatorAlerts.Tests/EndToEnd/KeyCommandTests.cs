using System.Net;
using Xunit;

namespace IndicatorAlerts.Tests.EndToEnd;

public class KeyCommandTests(AzuriteFixture azurite)
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_key_is_made_listed_and_revoked_by_command()
    {
        await using var service = await TestService.PrepareAsync(azurite, Driving.StandAlone);
        service.Settings["Admin__Key"] = null;
        var made = await RunAsync(service, 0, "key", "create", "--name", "desk", "--role", "admin", "--expires", "90d");
        var key = made.Single(l => l.StartsWith("ia_", StringComparison.Ordinal));
        var id = key.Split('_')[1];
        await service.StartAsync();
        service.Http.DefaultRequestHeaders.Add("X-Api-Key", key);
        Assert.Equal(HttpStatusCode.OK, (await service.Http.GetAsync("/api/keys", Cancel)).StatusCode);

        var listed = await RunAsync(service, 0, "key", "list");
        var line = Assert.Single(listed, l => l.Contains(id, StringComparison.Ordinal));
        foreach (var part in (string[])["valid", "admin", "all watches", "until", "used", "desk"])
            Assert.Contains(part, line, StringComparison.Ordinal);
        Assert.DoesNotContain(listed, l => l.Contains(key, StringComparison.Ordinal));

        await RunAsync(service, 0, "key", "revoke", id);
        Assert.Contains(
            await RunAsync(service, 0, "key", "list"),
            l => l.Contains("revoked", StringComparison.Ordinal)
        );
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while ((await service.Http.GetAsync("/api/keys", patience.Token)).StatusCode != HttpStatusCode.Unauthorized)
            await timer.WaitForNextTickAsync(patience.Token);
    }

    [Theory]
    [InlineData("name", "--name", "", "--role", "reader")]
    [InlineData("owner", "--name", "a", "--role", "owner")]
    [InlineData("soon", "--name", "a", "--role", "reader", "--expires", "soon")]
    [InlineData("watches", "--name", "a", "--role", "reader", "--watch", "A B")]
    public async Task A_wrong_key_is_refused_with_what_is_wrong(string expected, params string[] arguments)
    {
        await using var service = await TestService.PrepareAsync(azurite, Driving.StandAlone);
        var lines = await RunAsync(service, 1, ["key", "create", .. arguments]);
        Assert.Contains(expected, string.Join('\n', lines), StringComparison.Ordinal);
    }

    static async Task<IReadOnlyList<string>> RunAsync(TestService service, int exit, params string[] arguments)
    {
        await using var process = App.Start(service.Settings, arguments);
        Assert.Equal(exit, await process.Exited.WaitAsync(TimeSpan.FromSeconds(60), Cancel));
        return process.Lines;
    }
}
