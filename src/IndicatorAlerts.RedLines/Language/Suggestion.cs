namespace IndicatorAlerts.RedLines.Language;

/// <summary>Finds what a misspelt name may have meant.</summary>
public static class Suggestion
{
    /// <summary>Edits beyond a third of the name are no misspelling but another name.</summary>
    public static string For(string name, IEnumerable<string> known)
    {
        var best = known
            .Select(k => (Name: k, Edits: Distance(name, k)))
            .Where(k => k.Edits <= Math.Max(1, Math.Max(name.Length, k.Name.Length) / 3))
            .OrderBy(k => k.Edits)
            .ThenBy(k => k.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        return best.Name is null ? "" : $" Did you mean '{best.Name}'?";
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours; long names are cut so that none costs much.</summary>
    static int Distance(string left, string right)
    {
        var a = left.Length > 64 ? left[..64] : left;
        var b = right.Length > 64 ? right[..64] : right;
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        for (var j = 1; j <= b.Length; j++)
        {
            var replaced =
                d[i - 1, j - 1] + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
            d[i, j] = Math.Min(replaced, Math.Min(d[i - 1, j], d[i, j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
        }
        return d[a.Length, b.Length];
    }
}
