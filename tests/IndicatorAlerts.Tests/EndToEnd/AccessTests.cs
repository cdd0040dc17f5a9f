using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IndicatorAlerts.Access;
using IndicatorAlerts.Access.Keys;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.Local;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace IndicatorAlerts.Tests.EndToEnd;

/// <summary>Asks every operation as everybody, and compares with access.txt.</summary>
public class AccessTests(AzuriteFixture azurite)
{
    const string Watch = "korean-peninsula";
    const string NoWatch = "no-such-watch";
    const string Anybody = "anybody";

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Driving.StandAlone)]
    [InlineData(Driving.FunctionsHost)]
    public async Task Every_operation_lets_through_whom_the_table_says_and_no_key_is_logged(Driving driving)
    {
        await using var service = await TestService.PrepareAsync(azurite, driving);
        service.Settings["Limits__FailuresPerMinute"] = "100000";
        service.Settings["Subscribe__RequestsPerHour"] = "1000";
        await service.ApplyPackAsync();
        await service.StartAsync();
        var callers = await MakeCallersAsync(service.Settings["AzureWebJobsStorage"]!);
        var (_, operations) = await ApiOperation.ReadAllAsync(service.Http, Cancel);
        var table = ReadTable();
        Assert.Equal(
            table.Keys.Order(StringComparer.Ordinal),
            operations.Select(o => $"{o}").Order(StringComparer.Ordinal)
        );

        var wrong = new List<string>();
        foreach (var operation in operations)
        foreach (var (name, key) in callers)
        {
            var expected = Expected(name, table[$"{operation}"].Least, table[$"{operation}"].Limited);
            var status = await AskAsync(service.Http, operation, key);
            if (expected is null ? status is 401 or 403 or 429 or >= 500 : status != expected)
                wrong.Add($"{operation} as {name}: {status} instead of {expected?.ToString() ?? "letting through"}");
        }
        Assert.Empty(wrong);
        var log = string.Join('\n', service.Process.Lines);
        Assert.Contains("asked PUT", log, StringComparison.Ordinal);
        Assert.All(callers.Values.OfType<string>(), key => Assert.DoesNotContain(key, log, StringComparison.Ordinal));
    }

    /// <summary>The status that turns a caller away; null when it is let through.</summary>
    static int? Expected(string caller, string least, string limited) =>
        caller switch
        {
            _ when least == Anybody => null,
            "nobody" or "wrong" or "expired" or "revoked" => 401,
            "elsewhere" => limited == "some" ? null : 403,
            "limited" => limited == "never" ? 403 : null,
            _ => Enum.Parse<Role>(caller, true) < Enum.Parse<Role>(least, true) ? 403 : null,
        };

    static async Task<int> AskAsync(HttpClient http, ApiOperation operation, string? key)
    {
        // What is changed must be there for the next one too.
        var watch = operation.Method == "GET" ? Watch : NoWatch;
        var path = operation
            .Path.Replace("{watch}", watch, StringComparison.Ordinal)
            .Replace("{id}", "punggye-ri-shock", StringComparison.Ordinal)
            .Replace("{sha}", new string('0', 64), StringComparison.Ordinal);
        path = Regex.Replace(path, @"\{(number|from|to)\}", "1");
        path = Regex.Replace(path, @"\{[^}]+\}", "any");
        if (
            (operation.Text["parameters"] as JsonArray ?? []).Any(p =>
                (string?)p!["in"] == "query" && (string?)p["name"] == "watch"
            )
        )
            path += $"?watch={watch}";
        using var request = new HttpRequestMessage(new(operation.Method), path);
        if (operation.ContentTypes is [var type, ..])
            request.Content = new StringContent("{}", Encoding.UTF8, type);
        if (key is not null)
            request.Headers.Add("X-Api-Key", key);
        using var answer = await http.SendAsync(request, Cancel);
        return (int)answer.StatusCode;
    }

    static async Task<Dictionary<string, string?>> MakeCallersAsync(string storage)
    {
        var account = new StorageAccount(
            new ConfigurationBuilder()
                .AddInMemoryCollection(new Dictionary<string, string?> { [StorageAccount.Setting] = storage })
                .Build()
        );
        var (keys, now) = (new KeyTable(account), TimeProvider.System.GetUtcNow());
        var callers = new Dictionary<string, string?> { ["nobody"] = null, ["wrong"] = ApiKey.New().Key };
        foreach (var role in Enum.GetValues<Role>())
            await AddAsync($"{role}".ToLowerInvariant(), role);
        await AddAsync("expired", Role.Admin, ends: now.AddMinutes(-1));
        await AddAsync("revoked", Role.Admin);
        await keys.RevokeAsync(ApiKey.IdOf(callers["revoked"]!)!, now, Cancel);
        await AddAsync("elsewhere", Role.Admin, ["another-watch"]);
        await AddAsync("limited", Role.Admin, [Watch, NoWatch]);
        return callers;

        async Task AddAsync(string name, Role role, string[]? watches = null, DateTimeOffset? ends = null)
        {
            var (id, key) = ApiKey.New();
            callers[name] = key;
            await keys.AddAsync(
                new(id, ApiKey.HashOf(key), name, role, watches, now, "test", ends, null, null),
                Cancel
            );
        }
    }

    static Dictionary<string, (string Least, string Limited)> ReadTable() =>
        File.ReadLines(Path.Combine(Repository.Root, "tests/IndicatorAlerts.Tests/EndToEnd/access.txt"))
            .Where(l => l.Length > 0 && l[0] != '#')
            .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ToDictionary(c => $"{c[0]} {c[1]}", c => (c[2], c[3]));
}
