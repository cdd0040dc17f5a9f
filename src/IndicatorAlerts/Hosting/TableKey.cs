namespace IndicatorAlerts.Hosting;

/// <summary>What a row of a table can be named by.</summary>
public static class TableKey
{
    const int MostLength = 500;

    /// <summary>Whether a text can be a partition's or a row's key; no key that we make is longer.</summary>
    public static bool IsValid(string text) =>
        text.Length is > 0 and <= MostLength && !text.AsSpan().ContainsAny("/\\#?") && !text.Any(char.IsControl);
}
