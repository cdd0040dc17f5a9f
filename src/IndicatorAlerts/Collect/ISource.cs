using System.Text.Json.Nodes;

namespace IndicatorAlerts.Collect;

/// <summary>A kind of feed: what to ask, and how to read the answer.</summary>
public interface ISource
{
    /// <summary>Its name in a definition: <c>source: { kind: usgs, … }</c>.</summary>
    string Kind { get; }

    /// <summary>What is wrong with the parameters, one sentence each; empty when nothing is.</summary>
    IEnumerable<string> Check(JsonObject parameters);

    /// <summary>Where the feed is.</summary>
    Uri Address(JsonObject parameters);

    /// <summary>Reads an answer.</summary>
    /// <exception cref="FeedException">The answer is not what the feed promises.</exception>
    FeedReading Read(ReadOnlyMemory<byte> answer, JsonObject parameters);
}

/// <summary>What an answer says about an indicator.</summary>
/// <param name="Entries">How many entries the answer holds.</param>
/// <param name="Values">The ones that concern the indicator: when (UTC) and how much.</param>
public sealed record FeedReading(int Entries, IReadOnlyList<(DateTimeOffset ObservedAt, double Value)> Values);

/// <summary>A feed did not give what it promises; the message is for people.</summary>
public sealed class FeedException(string message, Exception? inner = null) : Exception(message, inner);
