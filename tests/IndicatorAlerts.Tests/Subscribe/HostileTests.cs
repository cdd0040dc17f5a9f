using System.Text;
using CsCheck;
using IndicatorAlerts.Subscribe;
using Xunit;

namespace IndicatorAlerts.Tests.Subscribe;

/// <summary>Nothing that is sent to the public routes makes the service fail, and nothing of it changes a reader.</summary>
public class HostileTests(AzuriteFixture azurite)
{
    static readonly string[] Fields =
    [
        "address",
        "watches",
        "kinds",
        "rhythm",
        "hour",
        "zone",
        "quietFrom",
        "quietTo",
        "mostPerHour",
        "do",
        "sure",
        "List-Unsubscribe",
    ];

    static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[0, 40],
        Gen.String[Gen.Char[' ', '~'], 0, 60].Select(Uri.UnescapeDataString),
        Gen.OneOf(
            "",
            "one",
            "crossed",
            "daily",
            "Asia/Seoul",
            "../../etc/passwd",
            "22:00",
            "-1",
            "99999999999",
            "<script>alert(1)</script>",
            "ada@example.org\r\nBcc: b@example.org",
            "{}",
            "null",
            "\u202e\ud800",
            "on",
            "erase",
            "One-Click"
        )
    );

    static readonly Gen<byte[]> Body = Gen.OneOf(
        Gen.Byte.Array[0, 200],
        Gen.Select(Gen.OneOf(Fields), Text)
            .Array[0, 8]
            .Select(fields =>
                Encoding.UTF8.GetBytes(string.Join('&', fields.Select(f => $"{f.Item1}={Escape(f.Item2)}")))
            ),
        Gen.Select(
                Gen.OneOf(
                    "address",
                    "watches",
                    "kinds",
                    "rhythm",
                    "hour",
                    "zone",
                    "quiet",
                    "mostPerHour",
                    "paused",
                    "x"
                ),
                Gen.OneOf(
                    "1",
                    "null",
                    "\"ada@example.org\"",
                    "[]",
                    "[null]",
                    "[\"one\"]",
                    "{}",
                    "{\"from\":1}",
                    "{\"from\":\"22:00\",\"to\":\"22:00\"}",
                    "1e400",
                    "-0",
                    "\"\\ud800\"",
                    "[[[[[[[[[[]]]]]]]]]]"
                )
            )
            .Array[0, 6]
            .Select(fields =>
                Encoding.UTF8.GetBytes("{" + string.Join(',', fields.Select(f => $"\"{f.Item1}\":{f.Item2}")) + "}")
            )
    );

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_token_and_no_body_makes_the_service_fail()
    {
        await using var lab = await SubscribeLab.StartAsync(azurite, ("Subscribe:RequestsPerHour", "1000000"));
        var id = await lab.SubscribeAsync("ada@example.org");
        var good = new[]
        {
            lab.Token(LinkUse.Manage, id),
            lab.Token(LinkUse.Confirm, id, new('0', 32)),
            lab.Token(LinkUse.Unsubscribe, id),
        };
        var before = await ReadersAsync(lab);
        var token = Gen.OneOf(
            Text.Select(Escape),
            Gen.Select(Gen.OneOf(good), Gen.Int[0, 200], Gen.Byte).Select((t, at, bit) => Damage(t, at, bit)),
            Gen.Byte.Array[0, 120]
                .Select(b => Convert.ToBase64String(b).Replace('+', '-').Replace('/', '_').TrimEnd('='))
        );
        var path = Gen.OneOf(
            Gen.OneOf(
                "/api/subscriptions",
                "/api/subscriptions/link",
                "/ui/subscribe",
                "/ui/link",
                "/api/subscribers/find"
            ),
            Gen.Select(
                    Gen.OneOf(
                        "/ui/confirm/{0}",
                        "/ui/preferences/{0}",
                        "/ui/unsubscribe/{0}",
                        "/api/unsubscribe/{0}",
                        "/api/subscriptions/{0}",
                        "/api/subscriptions/{0}/pause",
                        "/api/subscriptions/{0}/export",
                        "/api/subscribers/{0}"
                    ),
                    token
                )
                .Select((p, t) => p.Replace("{0}", t, StringComparison.Ordinal))
        );
        var type = Gen.OneOf(
            "application/json",
            "application/x-www-form-urlencoded",
            "text/plain",
            "application/json; charset=utf-16",
            "multipart/form-data; boundary=x",
            "application/x-www-form-urlencoded; =",
            "application/x-www-form-urlencoded; charset=nonsense",
            "application/x-www-form-urlencoded; charset=utf-7"
        );
        await Gen.Select(Gen.OneOf("GET", "POST", "PUT", "DELETE"), path, type, Body)
            .SampleAsync(
                async (method, to, kind, body) =>
                {
                    using var request = new HttpRequestMessage(new(method), to);
                    if (method != "GET")
                    {
                        request.Content = new ByteArrayContent(body);
                        request.Content.Headers.TryAddWithoutValidation("Content-Type", kind);
                    }
                    using var answer = await lab.Http.SendAsync(request, Cancel);
                    Assert.True((int)answer.StatusCode < 500, $"{method} {to} {kind}: {(int)answer.StatusCode}");
                },
                iter: Iterations,
                threads: 4
            );
        Assert.Equal(before, await ReadersAsync(lab));
        Assert.DoesNotContain(
            lab.Log,
            l => l.StartsWith("Error", StringComparison.Ordinal) || l.StartsWith("Critical", StringComparison.Ordinal)
        );
    }

    // Ten times as many where INDICATORALERTS_LONG is set.
    static long Iterations => Environment.GetEnvironmentVariable("INDICATORALERTS_LONG") is null ? 1500 : 15_000;

    static async Task<string[]> ReadersAsync(SubscribeLab lab) =>
        [.. (await lab.RowsAsync()).Where(r => !r.Contains("PartitionKey=!", StringComparison.Ordinal))];

    // A path of '.' or '..' would be another path.
    static string Escape(string text) =>
        string.Concat(
            Encoding.UTF8.GetBytes(text).Select(b => char.IsAsciiLetterOrDigit((char)b) ? $"{(char)b}" : $"%{b:X2}")
        );

    static string Damage(string token, int at, byte bit)
    {
        var characters = token.ToCharArray();
        var place = at % token.Length;
        characters[place] = characters[place] == 'A' ? 'B' : 'A';
        return bit % 4 == 0 ? token[..place] + "x"
            : bit % 4 == 1 ? token + "AAAA"
            : new(characters);
    }
}
