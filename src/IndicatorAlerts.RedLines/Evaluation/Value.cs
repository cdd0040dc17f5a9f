namespace IndicatorAlerts.RedLines.Evaluation;

/// <summary>Why a value is not there.</summary>
enum Lack : byte
{
    /// <summary>It is there.</summary>
    Nothing,

    /// <summary>Known to be none: a window of events in which nothing happened.</summary>
    None,

    /// <summary>No value, or no read of the source, for too long.</summary>
    Stale,

    /// <summary>A window of levels without an observation.</summary>
    Empty,

    /// <summary>Too few observations, or none at the window's beginning.</summary>
    TooShort,

    /// <summary>A division by zero, or by a spread of zero.</summary>
    Zero,

    /// <summary>Beyond what numbers can hold.</summary>
    Infinite,

    /// <summary>A red line that it refers to is blind.</summary>
    Blind,
}

/// <summary>A number, none, or unknown with the reason. Durations are seconds, instants seconds since 1970.</summary>
readonly record struct Value(double Number, Lack Lack)
{
    public static Value Of(double number) =>
        double.IsFinite(number) ? new(number, Lack.Nothing) : new(0, Lack.Infinite);

    public static Value Without(Lack lack) => new(0, lack);

    public bool IsKnown => Lack == Lack.Nothing;

    public bool IsUnknown => Lack > Lack.None;
}
