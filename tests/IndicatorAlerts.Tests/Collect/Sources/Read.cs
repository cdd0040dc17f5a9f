using System.Text;
using System.Text.Json.Nodes;
using IndicatorAlerts.Collect;
using Xunit;

namespace IndicatorAlerts.Tests.Collect.Sources;

/// <summary>Reads answers with a source as its definition says.</summary>
static class Read
{
    public static IFeed Feed(ISource source, string definition)
    {
        var parameters = new Parameters(JsonNode.Parse(definition)!.AsObject());
        var feed = source.Bind(parameters);
        Assert.Empty(parameters.Errors);
        return feed;
    }

    public static IReadOnlyList<string> Errors(ISource source, string definition)
    {
        var parameters = new Parameters(JsonNode.Parse(definition)!.AsObject());
        source.Bind(parameters);
        return parameters.Errors;
    }

    public static Task<FeedReading> Answer(ISource source, string definition, string answer) =>
        Answer(source, definition, Encoding.UTF8.GetBytes(answer));

    public static async Task<FeedReading> Answer(ISource source, string definition, byte[] answer)
    {
        var reading = new FeedReading();
        await Feed(source, definition)
            .ReadAsync(new MemoryStream(answer), reading, TestContext.Current.CancellationToken);
        return reading;
    }
}
