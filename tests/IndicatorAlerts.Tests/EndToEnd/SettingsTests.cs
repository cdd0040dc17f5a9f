using Xunit;

namespace IndicatorAlerts.Tests.EndToEnd;

public class SettingsTests(AzuriteFixture azurite)
{
    [Theory]
    [InlineData("AzureWebJobsStorage", null, "AzureWebJobsStorage__blobServiceUri")]
    [InlineData("AzureWebJobsStorage", "nonsense", "AzureWebJobsStorage is not a connection string")]
    [InlineData("Mail__ApiKey", null, "Mail__ApiKey is not set")]
    [InlineData("Mail__From", "nobody", "Mail__From must be")]
    [InlineData("Mail__Recipients", "a@example.org, b", "Mail__Recipients must")]
    [InlineData("Mail__Sender", "pigeon", "Mail__Sender must")]
    [InlineData("Mail__Sender", "smtp", "Mail__Smtp__Host must")]
    [InlineData("Mail__Fallback", "sendgrid", "Mail__Fallback must")]
    [InlineData("Mail__FallbackAfterSeconds", "-1", "Mail__FallbackAfterSeconds must")]
    [InlineData("Mail__Smtp__Security", "ssl", "Mail__Smtp__Security must")]
    [InlineData("Mail__Smtp__User", "user", "Mail__Smtp__User and Mail__Smtp__Password must")]
    [InlineData("Mail__Smtp__Port", "0", "Mail__Smtp__Port must")]
    [InlineData("Mail__SendGridUrl", "ftp://example.org", "Mail__SendGridUrl must")]
    [InlineData("Mail__ClaimSeconds", "1", "Mail__ClaimSeconds must be above")]
    [InlineData("Mail__DoubtSeconds", "1", "Mail__DoubtSeconds must be above")]
    [InlineData("Mail__WebhookKey", "bm90IGEga2V5", "Mail__WebhookKey must be")]
    [InlineData("Alerts__GroupSeconds", "301", "Alerts__GroupSeconds must be")]
    [InlineData("Alerts__KeepDays", "0", "Alerts__KeepDays must be")]
    [InlineData("Operator__Address", "nobody", "Operator__Address must")]
    [InlineData("Heartbeat__Url", "ping.example.org", "Heartbeat__Url must")]
    [InlineData("Admin__Key", "short", "Admin__Key must")]
    [InlineData("Feeds__MaxBytes", "1", "Feeds__MaxBytes must")]
    [InlineData("Feeds__Mirrors__example.org", "nowhere", "Feeds__Mirrors__HOST must")]
    [InlineData("Feeds__AllowedHosts__0", "localhost", "Feeds__AllowedHosts__N must be a host with its port")]
    [InlineData("Feeds__Proxy", "proxy:3128", "Feeds__Proxy must")]
    [InlineData("Feeds__Secrets__KEY__Value", "s", "Feeds__Secrets__KEY__Host must")]
    [InlineData("Feeds__Secrets__KEY__Host", "example.org", "Feeds__Secrets__KEY__Value must")]
    [InlineData("Feeds__Hosts__example.org__AtOnce", "0", "Feeds__Hosts__example.org__AtOnce must")]
    [InlineData("Feeds__EachHost__SecondsBetween", "-1", "Feeds__EachHost__SecondsBetween must")]
    [InlineData("Site__PublicUrl", "localhost", "Site__PublicUrl must")]
    [InlineData("StandAlone__Schedules__CollectIndicators", "every minute", "StandAlone__Schedules__NAME must")]
    [InlineData("StandAlone__MaxDequeueCount", "0", "StandAlone__MaxDequeueCount must")]
    public async Task A_wrong_setting_ends_the_process_with_its_name_and_without_a_stack_trace(
        string name,
        string? value,
        string expected
    )
    {
        await using var service = await TestService.PrepareAsync(azurite, Driving.StandAlone);
        service.Settings[name] = value;
        await using var process = App.Start(service.Settings);
        // Not 0, at which the Functions host would not start it again.
        Assert.Equal(
            1,
            await process.Exited.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)
        );
        Assert.Contains(process.Lines, l => l.Contains(expected, StringComparison.Ordinal));
        Assert.DoesNotContain(process.Lines, l => l.Contains("   at ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("no-such-file.yaml", null, "There is no file")]
    [InlineData("bad.yaml", "watch: [", "bad.yaml:2:1")]
    [InlineData("bad.yaml", "watch: w\ntitle: T\nindicatos: []", "bad.yaml:3:1")]
    [InlineData(
        "bad.yaml",
        "watch: w\ntitle: T\nindicators:\n  - { id: a, title: A, source: { kind: usgs } }",
        "latitude"
    )]
    [InlineData(
        "bad.yaml",
        "watch: w\ntitle: T\nindicators:\n  - { id: a, title: A, source: { kind: oracle } }",
        "There is no source of kind 'oracle'"
    )]
    [InlineData("bad.yaml", "watch: w\ntitle: T\nred-lines:\n  - { id: a, title: A, when: \"max(x, 1h) > 1\" }", "'x'")]
    public async Task A_wrong_pack_is_refused_with_the_place_and_the_reason(string name, string? text, string expected)
    {
        await using var service = await TestService.PrepareAsync(azurite, Driving.StandAlone);
        var folder = Directory.CreateTempSubdirectory();
        var file = Path.Combine(folder.FullName, name);
        if (text is not null)
            await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
        await using var process = App.Start(service.Settings, "pack", "apply", file);
        Assert.Equal(1, await process.Exited);
        Assert.Contains(expected, string.Join('\n', process.Lines));
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Storage_that_cannot_be_reached_is_not_ready_but_alive_and_said_in_the_log()
    {
        await using var service = await TestService.PrepareAsync(azurite, Driving.StandAlone);
        service.Settings["AzureWebJobsStorage"] =
            "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=a2V5;"
            + "BlobEndpoint=http://127.0.0.1:1/a;QueueEndpoint=http://127.0.0.1:1/a;TableEndpoint=http://127.0.0.1:1/a";
        await service.StartAsync();
        using var ready = await service.Http.GetAsync("/readyz", TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        using var status = await service.Http.GetAsync("/api/status", TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, status.StatusCode);
        Assert.Equal("application/problem+json", status.Content.Headers.ContentType!.MediaType);
        Assert.Contains(
            "cannot be reached",
            await ready.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
        await service.Process.WaitForLineAsync(
            l => l.Contains("Storage is not ready", StringComparison.Ordinal),
            TestContext.Current.CancellationToken
        );
    }

    [Fact]
    public async Task The_port_that_is_taken_is_named()
    {
        await using var service = await TestService.PrepareAsync(azurite, Driving.StandAlone);
        await service.StartAsync();
        var second = new Dictionary<string, string?>(service.Settings)
        {
            ["ASPNETCORE_URLS"] = service.Http.BaseAddress!.ToString(),
        };
        await using var process = App.Start(second);
        Assert.Equal(
            1,
            await process.Exited.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)
        );
        Assert.Contains(
            process.Lines,
            l =>
                l.Contains("address already in use", StringComparison.Ordinal)
                && l.Contains("ASPNETCORE_URLS", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Help_is_printed_without_any_setting()
    {
        await using var process = App.Start(new Dictionary<string, string?>(), "pack", "apply", "--help");
        Assert.Equal(0, await process.Exited);
        Assert.Contains(process.Lines, l => l.Contains("FILE", StringComparison.Ordinal));
    }
}
