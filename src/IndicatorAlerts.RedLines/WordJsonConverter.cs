using System.Text.Json.Serialization;

namespace IndicatorAlerts.RedLines;

/// <summary>A choice in JSON is one of its words, never a number.</summary>
public sealed class WordJsonConverter<T>() : JsonStringEnumConverter<T>(namingPolicy: null, allowIntegerValues: false)
    where T : struct, Enum;
