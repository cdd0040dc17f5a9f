namespace IndicatorAlerts.RedLines.Language;

/// <summary>What an expression may cost: whoever may write red lines must not be able to stop the service.</summary>
public static class Limits
{
    /// <summary>Longest expression, in characters.</summary>
    public const int Characters = 2_000;

    /// <summary>Deepest nesting of parentheses, <c>not</c> and minus signs.</summary>
    public const int Depth = 32;

    /// <summary>Most window functions in one expression.</summary>
    public const int Windows = 32;

    /// <summary>Longest look back, offsets and nested windows included.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(3_660);
}
