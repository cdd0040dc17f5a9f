using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace IndicatorAlerts.Tests.EndToEnd;

public class WatchLevelTests(AzuriteFixture azurite)
{
    const string Second = "watch: region\ntitle: Region\nevery: 1s\nred-lines:\n  - ";

    [Fact]
    public async Task A_watch_that_reads_the_level_of_another_crosses_with_it_and_a_circle_is_refused()
    {
        await using var service = await TestService.PrepareAsync(azurite, Driving.StandAlone);
        service.SetNuclearTest();
        const string early = Second + "{ id: any, title: Any, when: \"level(\\\"nowhere\\\") >= warning\" }";
        Assert.Contains("There is no watch 'nowhere'", await service.TryApplyAsync(early));
        await service.ApplyPackAsync();
        const string region = Second + "{ id: any, title: Any is red, when: 'level(\"korean-peninsula\") >= warning' }";
        Assert.Null(await service.TryApplyAsync(region));
        await service.StartAsync();
        await service.WaitForMailAsync(m => m.Subject.Contains("Any is red", StringComparison.Ordinal));

        using var request = new HttpRequestMessage(
            HttpMethod.Put,
            "/api/watches/korean-peninsula/red-lines/nuclear-test"
        );
        request.Headers.Add("X-Api-Key", TestService.AdminKey);
        request.Headers.Add("If-Match", "*");
        request.Content = JsonContent.Create(new { title = "Circle", when = "level(\"region\") >= warning" });
        using var answer = await service.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(400, (int)answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken);
        Assert.Contains("korean-peninsula -> region -> korean-peninsula", (string?)problem!["errors"]![0]!["message"]);
    }
}
