using System.Net;
using IndicatorAlerts.Deliver;
using Xunit;

namespace IndicatorAlerts.Tests.Deliver;

public class ProviderAnswerTests
{
    static readonly DateTimeOffset Now = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(
        """{"errors":[{"field":"personalizations.3.to.0.email"},{"field":"personalizations.7.to"}]}""",
        "3,7",
        false
    )]
    [InlineData("""{"errors":[{"field":"personalizations","message":"duplicate"}]}""", "", true)]
    [InlineData("""{"errors":[{"field":"personalizations.10.to"}]}""", "", true)] // there is no eleventh letter
    [InlineData("""{"errors":[{"field":"personalizations.3.to"},{"field":"subject"}]}""", "", false)] // the mail itself
    [InlineData("""{"errors":[{"field":"content.0.value"}]}""", "", false)]
    [InlineData("""{"errors":[{"message":"Bad Request","field":null}]}""", "", true)]
    [InlineData("""{"errors":[1,{"field":2}]}""", "", true)]
    [InlineData("""{"errors":"no"}""", "", true)]
    [InlineData("""[]""", "", true)]
    [InlineData("<html>", "", true)]
    [InlineData("", "", true)]
    public void A_refusal_names_the_letters_that_it_is_about(string body, string letters, bool some)
    {
        var result = ProviderAnswer.Refusal(body, "text", 10);
        Assert.Equal(SendOutcome.Refused, result.Outcome);
        Assert.Equal(letters, string.Join(',', result.Letters));
        Assert.Equal(some, result.MayBeSome);
    }

    [Theory]
    [InlineData("Retry-After", "30", 30.0)]
    [InlineData("Retry-After", "Wed, 01 Jul 2026 12:01:00 GMT", 60.0)]
    [InlineData("X-RateLimit-Reset", "1782907245", 45.0)]
    [InlineData("X-RateLimit-Reset", "soon", null)]
    [InlineData("X-RateLimit-Reset", "99999999999999999", null)]
    [InlineData("X-Other", "1", null)]
    public void The_provider_s_wait_is_understood(string header, string value, double? seconds)
    {
        using var answer = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        answer.Headers.Add(header, value);
        Assert.Equal(seconds, ProviderAnswer.RetryAfter(answer.Headers, Now)?.TotalSeconds);
    }
}
