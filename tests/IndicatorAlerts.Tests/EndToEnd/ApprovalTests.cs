using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using IndicatorAlerts.Tests.Admin;
using Xunit;

namespace IndicatorAlerts.Tests.EndToEnd;

public sealed class ApprovalTests(AzuriteFixture azurite)
{
    const string Lines = "watches/korean-peninsula/red-lines/";

    [Fact]
    public async Task A_change_of_a_critical_line_waits_for_a_second_person_who_approves()
    {
        await using var service = await TestService.PrepareAsync(azurite, Driving.StandAlone);
        await service.ApplyPackAsync();
        service.Settings["Admin__ApproveCritical"] = "true";
        await service.StartAsync();
        var admin = new AdminClient(service.Http);
        var (editor, second) = (await NewAsync(service, "editor"), await NewAsync(service, "approver"));

        var read = await editor.GetAsync(Lines + "nuclear-test");
        var asked = await editor.SendAsync(
            "PATCH",
            Lines + "nuclear-test",
            """{"title":"Louder"}""",
            match: read.Tag,
            note: "Because"
        );
        Assert.Equal(HttpStatusCode.Accepted, asked.Status);
        Assert.Equal("red line nuclear-test changed: title", (string?)asked.Body!["changes"]![0]);
        Assert.Equal(read.Tag, (await editor.GetAsync(Lines + "nuclear-test")).Tag);
        var draft = asked.Headers.Location!.OriginalString["/api/".Length..];
        Assert.Equal("Louder", (string?)(await editor.GetAsync(draft)).Body!["changes"]![0]!["fields"]![0]!["after"]);

        // Neither who may not, nor who drafted it.
        Assert.Equal(HttpStatusCode.Forbidden, (await editor.SendAsync("POST", draft + "/approve")).Status);
        var own = await second.SendAsync("PATCH", Lines + "nuclear-test", """{"keep":"3h"}""", match: read.Tag);
        var ownDraft = own.Headers.Location!.OriginalString["/api/".Length..];
        Assert.Equal(HttpStatusCode.Forbidden, (await second.SendAsync("POST", ownDraft + "/approve")).Status);

        // What is not critical is nobody else's business, and is in nobody's way.
        var light = await editor.SendAsync("PUT", Lines + "light", """{"title":"L","when":"1 > 2"}""", noneMatch: "*");
        Assert.Equal(HttpStatusCode.Created, light.Status);
        var approved = await second.SendAsync("POST", draft + "/approve");
        Assert.Equal(HttpStatusCode.OK, approved.Status);
        Assert.Equal("Drafted by editor. Because", (string?)approved.Body!["version"]!["note"]);
        Assert.Equal("Louder", (string?)(await editor.GetAsync(Lines + "nuclear-test")).Body!["title"]);
        Assert.Equal(HttpStatusCode.OK, (await editor.GetAsync(Lines + "light")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await second.SendAsync("POST", draft + "/approve")).Status);

        // The other draft was made on what is no more.
        Assert.Equal(HttpStatusCode.Conflict, (await admin.SendAsync("POST", ownDraft + "/approve")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await editor.SendAsync("DELETE", ownDraft)).Status);
        Assert.Empty((await editor.GetAsync("watches/korean-peninsula/drafts")).Body!.AsArray());
        var entries = (await admin.GetAsync("audit?action=draft.")).Body!["items"]!.AsArray();
        Assert.Equal(
            ["draft.drop", "draft.approve", "draft.add", "draft.add"],
            entries.Select(e => (string?)e!["action"])
        );
    }

    [Fact]
    public async Task A_critical_line_is_tried_in_shadow_by_one_person_and_promoted_by_two()
    {
        await using var service = await TestService.PrepareAsync(azurite, Driving.StandAlone);
        await service.ApplyPackAsync();
        service.Settings["Admin__ApproveCritical"] = "true";
        await service.StartAsync();
        var (editor, second) = (await NewAsync(service, "editor"), await NewAsync(service, "approver"));
        var tried = await editor.SendAsync(
            "PUT",
            Lines + "trial",
            """{"title":"T","when":"1 > 2","severity":"critical","shadow":true}""",
            noneMatch: "*"
        );
        Assert.Equal(HttpStatusCode.Created, tried.Status);
        Assert.Equal(
            HttpStatusCode.PreconditionRequired,
            (await editor.SendAsync("POST", Lines + "trial/promote")).Status
        );
        var asked = await editor.SendAsync("POST", Lines + "trial/promote", match: tried.Tag);
        Assert.Equal(HttpStatusCode.Accepted, asked.Status);
        var draft = asked.Headers.Location!.OriginalString["/api/".Length..];
        Assert.Equal(HttpStatusCode.OK, (await second.SendAsync("POST", draft + "/approve")).Status);
        Assert.False((bool?)(await editor.GetAsync(Lines + "trial")).Body!["shadow"]);
    }

    static async Task<AdminClient> NewAsync(TestService service, string role)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/keys");
        request.Headers.Add("X-Api-Key", TestService.AdminKey);
        request.Content = JsonContent.Create(new { name = role, role });
        using var answer = await service.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var made = await answer.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken);
        return new(service.Http, (string)made!["key"]!);
    }
}
