using System.Net;
using System.Text.Json.Nodes;
using IndicatorAlerts.Tests.Admin;
using Xunit;

namespace IndicatorAlerts.Tests.EndToEnd;

public sealed class DefinitionTests(AzuriteFixture azurite) : IAsyncLifetime
{
    const string Line = "watches/korean-peninsula/red-lines/nuclear-test";
    TestService service = null!;
    AdminClient admin = null!;

    public async ValueTask InitializeAsync()
    {
        service = await TestService.PrepareAsync(azurite, Driving.StandAlone);
        await service.ApplyPackAsync();
        // Fifty at once wait for each other, on machines that others use as well.
        service.Settings["Limits__RequestSeconds"] = "300";
        await service.StartAsync();
        service.Http.Timeout = TimeSpan.FromMinutes(5);
        admin = new(service.Http);
    }

    public ValueTask DisposeAsync() => service.DisposeAsync();

    [Fact]
    public async Task Of_fifty_admins_who_edit_one_line_at_once_one_wins_and_the_others_see_what_it_says_now()
    {
        var read = await admin.GetAsync(Line);
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 50)
                .Select(i => admin.SendAsync("PATCH", Line, $$"""{"title":"By {{i}}"}""", match: read.Tag))
        );
        var won = Assert.Single(answers, a => a.Status == HttpStatusCode.OK);
        Assert.All(
            answers.Where(a => a != won),
            lost =>
            {
                Assert.Equal((HttpStatusCode.PreconditionFailed, won.Tag), (lost.Status, lost.Tag));
                Assert.Equal((string?)won.Body!["title"], (string?)lost.Body!["current"]!["title"]);
            }
        );
        var now = await admin.GetAsync(Line);
        Assert.Equal(won.Tag, now.Tag);
        Assert.True(JsonNode.DeepEquals(won.Body, now.Body));
        // The pack's and the winner's.
        Assert.Equal(2, (await admin.GetAsync("watches/korean-peninsula/versions")).Body!["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task Fifty_admins_who_edit_fifty_lines_of_a_watch_at_once_lose_nothing()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(AddAndEditAsync));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a.Status));
        var lines = (await admin.GetAsync("watches/korean-peninsula/red-lines?q=edited-&limit=1000")).Body!;
        Assert.Equal(
            Enumerable.Range(0, 50).Select(i => $"Edited by {i}").Order(StringComparer.Ordinal),
            lines["items"]!.AsArray().Select(l => (string?)l!["definition"]!["title"]).Order(StringComparer.Ordinal)
        );
        Assert.Equal(101, (int?)lines["version"]);

        async Task<Answered> AddAndEditAsync(int i)
        {
            var path = $"watches/korean-peninsula/red-lines/edited-{i}";
            var added = await admin.SendAsync("PUT", path, """{"title":"New","when":"1 > 2"}""", noneMatch: "*");
            Assert.Equal(HttpStatusCode.Created, added.Status);
            return await admin.SendAsync("PATCH", path, $$"""{"title":"Edited by {{i}}"}""", match: added.Tag);
        }
    }

    [Fact]
    public async Task A_line_is_changed_only_by_who_says_what_it_was()
    {
        Assert.Equal(HttpStatusCode.PreconditionRequired, (await admin.SendAsync("DELETE", Line)).Status);
        Assert.Equal(
            HttpStatusCode.PreconditionRequired,
            (await admin.SendAsync("PATCH", Line, """{"title":"T"}""")).Status
        );
        var stale = await admin.SendAsync("PATCH", Line, """{"title":"T"}""", match: "\"0123456789abcdef\"");
        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.Status);
        Assert.Equal("nuclear-test", (string?)stale.Body!["current"]!["id"]);
        var there = await admin.SendAsync("PUT", Line, """{"title":"T","when":"1 > 2"}""", noneMatch: "*");
        Assert.Equal(HttpStatusCode.PreconditionFailed, there.Status);

        var read = await admin.GetAsync(Line);
        var unchanged = await admin.SendAsync("GET", Line, noneMatch: read.Tag);
        Assert.Equal((HttpStatusCode.NotModified, read.Tag), (unchanged.Status, unchanged.Tag));
        var patched = await admin.SendAsync(
            "PATCH",
            Line,
            """{"because":null,"keep":"2h"}""",
            match: read.Tag,
            note: "Wider %ED%95%9C"
        );
        Assert.Equal(HttpStatusCode.OK, patched.Status);
        Assert.Equal("2h", (string?)patched.Body!["keep"]);
        Assert.Null(patched.Body["because"]);
        Assert.Equal((string?)read.Body!["when"], (string?)patched.Body["when"]);

        // An answer that was lost: the same again, with the tag of before.
        var again = await admin.SendAsync("PUT", Line, patched.Body.ToJsonString(), match: read.Tag);
        Assert.Equal((HttpStatusCode.OK, patched.Tag), (again.Status, again.Tag));
        var removed = await admin.SendAsync("DELETE", Line, match: patched.Tag);
        Assert.Equal(HttpStatusCode.NoContent, removed.Status);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.GetAsync(Line)).Status);
        Assert.Equal(
            HttpStatusCode.PreconditionFailed,
            (await admin.SendAsync("PUT", Line, """{"title":"T","when":"1 > 2"}""", match: patched.Tag)).Status
        );
        var history = (await admin.GetAsync(Line + "/versions")).Body!["items"]!.AsArray();
        Assert.Equal(["removed", "changed", "added"], history.Select(h => (string?)h!["change"]));
        Assert.Equal("Wider 한", (string?)history[1]!["version"]!["note"]);
    }

    [Fact]
    public async Task An_indicator_that_lines_read_cannot_be_removed_and_a_wrong_source_is_refused()
    {
        const string indicator = "watches/korean-peninsula/indicators/punggye-ri-shock/definition";
        var read = await admin.GetAsync(indicator);
        Assert.Equal("usgs", (string?)read.Body!["source"]!["kind"]);
        var removed = await admin.SendAsync("DELETE", indicator, match: read.Tag);
        Assert.Equal((HttpStatusCode.BadRequest, "redLines[0].when"), (removed.Status, removed.Field));
        Assert.Equal(1, (int?)removed.Body!["errors"]![0]!["line"]);
        var wrong = await admin.SendAsync("PATCH", indicator, """{"source":{"kind":"usgz"}}""", match: read.Tag);
        Assert.Equal((HttpStatusCode.BadRequest, "source"), (wrong.Status, wrong.Field));
        var loud = await admin.SendAsync("PATCH", indicator, """{"of":"noise"}""", match: read.Tag);
        Assert.Equal((HttpStatusCode.BadRequest, "of"), (loud.Status, loud.Field));
        var page = await admin.GetAsync("watches/korean-peninsula/indicators?kind=usgs&of=events");
        Assert.Equal(read.Tag, (string?)page.Body!["items"]![0]!["etag"]);
    }

    [Fact]
    public async Task A_watch_is_made_changed_restored_and_removed_with_every_version_kept()
    {
        var made = await admin.SendAsync(
            "PUT",
            "watches/lab/settings",
            """{"title":"Lab","every":"1h"}""",
            noneMatch: "*"
        );
        Assert.Equal(HttpStatusCode.Created, made.Status);
        var first = await admin.SendAsync("PUT", "watches/lab/red-lines/a", """{"title":"A","when":"1 > 2"}""");
        Assert.Equal(HttpStatusCode.Created, first.Status);
        var worse = await admin.SendAsync(
            "PATCH",
            "watches/lab/red-lines/a",
            """{"severity":"critical","ladder":"danger"}""",
            match: first.Tag
        );
        Assert.Equal(HttpStatusCode.OK, worse.Status);
        Assert.Equal("a", (string?)(await admin.GetAsync("watches/lab/ladders/danger")).Body!["steps"]![0]!["id"]);

        var diff = (await admin.GetAsync("watches/lab/versions/2..3")).Body!;
        Assert.Equal("red line a changed: severity, ladder", (string?)diff["summary"]![0]);
        Assert.Equal("warning", (string?)diff["changes"]![0]!["fields"]![0]!["before"]);
        Assert.Equal("critical", (string?)diff["changes"]![0]!["fields"]![0]!["after"]);

        var whole = await admin.GetAsync("watches/lab/definition");
        Assert.Equal(("\"3\"", 3), (whole.Tag, (int?)whole.Body!["version"]!["number"]));
        Assert.Equal(
            HttpStatusCode.PreconditionRequired,
            (await admin.SendAsync("POST", "watches/lab/versions/2/restore")).Status
        );
        var back = await admin.SendAsync("POST", "watches/lab/versions/2/restore", match: whole.Tag);
        Assert.Equal((HttpStatusCode.OK, "\"4\""), (back.Status, back.Tag));
        Assert.Equal(first.Tag, (await admin.GetAsync("watches/lab/red-lines/a")).Tag);

        Assert.Equal(
            (HttpStatusCode.BadRequest, "confirm"),
            (await admin.SendAsync("DELETE", "watches/lab", match: back.Tag)) is var refused
                ? (refused.Status, refused.Field)
                : default
        );
        var gone = await admin.SendAsync("DELETE", "watches/lab?confirm=lab", match: back.Tag);
        // Evaluated meanwhile, it is tried again.
        Assert.Equal(HttpStatusCode.NoContent, gone.Status);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.GetAsync("watches/lab/settings")).Status);
        Assert.DoesNotContain(
            "lab",
            (await admin.GetAsync("watches")).Body!["items"]!.AsArray().Select(w => (string?)w!["id"])
        );
        var kept = (await admin.GetAsync("watches/lab/versions?limit=2")).Body!;
        Assert.Equal([5, 4], kept["items"]!.AsArray().Select(v => (int?)v!["number"]));
        Assert.True((bool?)kept["items"]![0]!["removed"]);
        var rest = (await admin.GetAsync(((string)kept["next"]!)["/api/".Length..])).Body!;
        Assert.Equal([3, 2], rest["items"]!.AsArray().Select(v => (int?)v!["number"]));

        var anew = await admin.SendAsync("PUT", "watches/lab/settings", """{"title":"Lab"}""", noneMatch: "*");
        Assert.Equal(("6", HttpStatusCode.Created), (anew.Headers.GetValues("X-Watch-Version").Single(), anew.Status));
    }
}
