using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IndicatorAlerts.Local.Mails;
using Xunit;

namespace IndicatorAlerts.Tests.Local;

/// <summary>What the mailbox refuses, as raw requests: each case changes one thing of a request that passes.</summary>
public sealed class MailboxRefusalTests : IAsyncLifetime
{
    private readonly HttpClient http = new();
    private Mailbox mailbox = null!;

    private static CancellationToken Cancel => Limits.OneMinute;

    public async ValueTask InitializeAsync() => mailbox = await Mailbox.StartAsync(new(), Cancel);

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await mailbox.DisposeAsync();
    }

    public static TheoryData<string, string, string, string> Refused =>
        new()
        {
            { "personalizations", "[]", "personalizations", "must have at least one personalization" },
            { "personalizations", """[{"to":[]}]""", "personalizations.0.to", "The to array is required" },
            {
                "personalizations",
                """[{"to":[{"email":"no-at"}]}]""",
                "personalizations.0.to.0.email",
                "valid address"
            },
            { "personalizations", """[{"to":[null]}]""", "personalizations.0.to.0.email", "valid address" },
            { "personalizations", "[null]", "personalizations.0.to", "The to array is required" },
            {
                "personalizations",
                """[{"to":[{"email":"a@b.example"}],"bcc":[{"email":"A@b.example"}]}]""",
                "personalizations.0",
                "[A@b.example] in the personalizations.0.bcc field"
            },
            {
                "personalizations",
                """[{"to":[{"email":"a@b.example"}]},{"to":[{"email":"a@b.example"}]}]""",
                "personalizations",
                "You have included [a@b.example] more than once"
            },
            { "personalizations", "\"all\"", "personalizations", "Invalid type" },
            { "from", "null", "from.email", "The from object must be provided" },
            { "from", """{"email":"a@@b"}""", "from.email", "The from email does not contain a valid address." },
            { "reply_to", """{"email":"x"}""", "reply_to.email", "valid address" },
            { "subject", "null", "subject", "The subject is required." },
            { "subject", "\"\"", "subject", "The subject is required." },
            { "content", "null", "content", "the content parameter is required" },
            { "content", """[{"type":"text/plain","value":""}]""", "content.0.value", "at least one character" },
            { "content", """[{"type":"text/html;x","value":"v"}]""", "content.0.type", "cannot contain ';'" },
            {
                "content",
                """[{"type":"text/html","value":"v"},{"type":"text/plain","value":"v"}]""",
                "content",
                "text/plain must be first"
            },
            { "headers", """{"Subject":"x"}""", "headers", "reserved" },
            { "headers", """{"DKIM-Signature":"x"}""", "headers", "reserved" },
            { "headers", """{"X-One":"a\r\nBcc: b@c.example"}""", "headers", "one line" },
            { "template_id", "\"d-1\"", "template_id", "must be a valid GUID" },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_SendGrid_refuses_is_answered_with_400_and_the_field(
        string property,
        string json,
        string field,
        string message
    )
    {
        var request = NewRequest();
        request[property] = JsonNode.Parse(json);

        using var answer = await PostAsync(request.ToJsonString());

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var error = await OnlyErrorAsync(answer);
        Assert.Equal(field, error.GetProperty("field").GetString());
        Assert.Contains(message, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.True(error.TryGetProperty("help", out _));
        Assert.Empty(mailbox.Mails);
    }

    [Theory]
    [InlineData(9_980, HttpStatusCode.Accepted)]
    [InlineData(10_001, HttpStatusCode.BadRequest)]
    public async Task Custom_arguments_have_10_000_bytes(int length, HttpStatusCode status)
    {
        var request = NewRequest();
        request["custom_args"] = new JsonObject { ["a"] = new string('x', length) };

        using var answer = await PostAsync(request.ToJsonString());

        Assert.Equal(status, answer.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    public async Task What_is_no_JSON_object_is_a_bad_request(string body)
    {
        using var answer = await PostAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("Bad Request", (await OnlyErrorAsync(answer)).GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_body_over_30_MB_is_too_large()
    {
        var request = NewRequest();
        request["subject"] = new string('x', 30 << 20);

        using var answer = await PostAsync(request.ToJsonString());

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains(
            "too large",
            (await OnlyErrorAsync(answer)).GetProperty("message").GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_request_that_is_not_JSON_is_an_unsupported_media_type()
    {
        using var text = new StringContent(NewRequest().ToJsonString(), new MediaTypeHeaderValue("text/plain"));

        using var answer = await http.PostAsync(new Uri(mailbox.Url, "v3/mail/send"), text, Cancel);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    [Fact]
    public async Task Headers_of_a_thread_and_of_one_click_unsubscribe_may_be_set()
    {
        var request = NewRequest();
        request["headers"] = new JsonObject
        {
            ["List-Unsubscribe"] = "<https://example.com/u>",
            ["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click",
            ["References"] = "<root@example.com>",
            ["In-Reply-To"] = "<root@example.com>",
        };

        using var answer = await PostAsync(request.ToJsonString());

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    private static JsonObject NewRequest() =>
        JsonNode
            .Parse(
                """
                {
                  "personalizations": [{ "to": [{ "email": "reader@example.com" }] }],
                  "from": { "email": "alerts@example.com" },
                  "subject": "Crossed",
                  "content": [{ "type": "text/plain", "value": "plain" }]
                }
                """
            )!
            .AsObject();

    private async Task<HttpResponseMessage> PostAsync(string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        return await http.PostAsync(new Uri(mailbox.Url, "v3/mail/send"), body, Cancel);
    }

    private static async Task<JsonElement> OnlyErrorAsync(HttpResponseMessage answer)
    {
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        return Assert.Single(body.GetProperty("errors").EnumerateArray());
    }
}
