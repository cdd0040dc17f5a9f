using System.Buffers;
using System.Globalization;

namespace IndicatorAlerts.Subscribe;

/// <summary>What passes for an address of mail: strict, for one that the provider refuses would hold up a page of a thousand.</summary>
public static class ReaderAddress
{
    const int MostCharacters = 254;
    const int MostLocal = 64;
    const int MostLabel = 63;

    static readonly SearchValues<char> LocalPart = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~."
    );

    static readonly SearchValues<char> Label = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    /// <summary>Reads one address: the part before the '@' is kept as typed, the domain is in lower case and in ASCII.</summary>
    /// <param name="text">As somebody typed it.</param>
    /// <param name="address">Null when it is none.</param>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public static string? Read(string? text, out string? address)
    {
        address = null;
        var typed = (text ?? "").Trim();
        if (typed.Length == 0)
            return "Give an address of mail.";
        if (typed.Length > MostCharacters)
            return $"An address has at most {MostCharacters} characters.";
        if (typed.Split('@') is not [var local, var domain])
            return "Give one address with one '@', such as name@example.org.";
        if (!IsLocal(local))
            return "Before the '@' stand letters, digits and signs such as '.', '+' and '-', without spaces or quotes.";
        if (Domain(domain) is not { } ascii)
            return "After the '@' stands a domain, such as example.org.";
        if (local.Length + 1 + ascii.Length > MostCharacters)
            return $"An address has at most {MostCharacters} characters.";
        address = $"{local}@{ascii}";
        return null;
    }

    static bool IsLocal(string text) =>
        text.Length is > 0 and <= MostLocal
        && !text.AsSpan().ContainsAnyExcept(LocalPart)
        && text[0] != '.'
        && text[^1] != '.'
        && !text.Contains("..", StringComparison.Ordinal);

    static string? Domain(string text)
    {
        string ascii;
        try
        {
            ascii = Idn.GetAscii(text.ToLowerInvariant()).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return null;
        }
        var labels = ascii.Split('.');
        return labels.Length >= 2 && labels.All(IsLabel) && !labels[^1].All(char.IsAsciiDigit) ? ascii : null;
    }

    static bool IsLabel(string text) =>
        text.Length is > 0 and <= MostLabel
        && !text.AsSpan().ContainsAnyExcept(Label)
        && text[0] != '-'
        && text[^1] != '-';
}
