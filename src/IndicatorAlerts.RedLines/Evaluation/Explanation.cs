using System.Text.Json.Serialization;

namespace IndicatorAlerts.RedLines.Evaluation;

/// <summary>Kleene's three values.</summary>
[JsonConverter(typeof(WordJsonConverter<Truth>))]
public enum Truth
{
    /// <summary>Known not to hold.</summary>
    [JsonStringEnumMemberName("false")]
    False,

    /// <summary>An input is missing, stale or too short.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,

    /// <summary>Known to hold.</summary>
    [JsonStringEnumMemberName("true")]
    True,
}

/// <summary>Why a condition has its value at an instant.</summary>
/// <param name="Truth">The condition's value.</param>
/// <param name="Sentence">One English sentence without a full stop.</param>
/// <param name="Root">The tree of the expression; null where it was not asked for.</param>
public sealed record Explanation(Truth Truth, string Sentence, ExplanationNode? Root);

/// <summary>One part of an expression with its value.</summary>
/// <param name="Text">The part as it is written.</param>
/// <param name="Value">Its value as text: a number, <c>true</c>, <c>unknown: …</c>.</param>
/// <param name="Window">What a window function saw; null for other parts.</param>
/// <param name="Parts">Its operands.</param>
public sealed record ExplanationNode(
    string Text,
    string Value,
    WindowFacts? Window,
    IReadOnlyList<ExplanationNode> Parts
);

/// <summary>The points in a window (From, To].</summary>
/// <param name="Indicator">The indicator's id.</param>
/// <param name="From">Exclusive, UTC.</param>
/// <param name="To">Inclusive, UTC.</param>
/// <param name="Count">How many observations are in it.</param>
/// <param name="First">The earliest.</param>
/// <param name="Last">The latest.</param>
/// <param name="Least">The smallest value.</param>
/// <param name="Greatest">The greatest value.</param>
public sealed record WindowFacts(
    string Indicator,
    DateTimeOffset From,
    DateTimeOffset To,
    int Count,
    Observation? First,
    Observation? Last,
    Observation? Least,
    Observation? Greatest
);
