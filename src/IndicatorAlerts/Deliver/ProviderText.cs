using System.Text.RegularExpressions;

namespace IndicatorAlerts.Deliver;

/// <summary>What a mail provider says of a refusal, fit to be shown to everybody: short, on one line, and naming no reader.</summary>
public static partial class ProviderText
{
    const int Most = 500;

    public static string Of(string said)
    {
        var text = Address().Replace(said, "[address]").ReplaceLineEndings(" ").Trim();
        return text.Length > Most ? text[..Most] + "…" : text;
    }

    [GeneratedRegex("""[^\s"'<>,;:]+@[^\s"'<>,;:]+""", RegexOptions.NonBacktracking)]
    private static partial Regex Address();
}
