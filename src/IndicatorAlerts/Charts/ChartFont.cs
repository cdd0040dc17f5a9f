using ScottPlot;
using SkiaSharp;

namespace IndicatorAlerts.Charts;

/// <summary>The font of charts, brought along: a server may have none.</summary>
sealed class ChartFont : IFontResolver
{
    public const string Name = "Inter";

    static readonly Lazy<SKTypeface> Typeface = new(Read);

    /// <summary>Whether a text can be drawn; one in another script would be a row of boxes.</summary>
    public static bool Has(string text) => Typeface.Value.ContainsGlyphs(text);

    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => Find(fontName);

    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
        Find(fontName);

    // Drawing disposes of the typefaces that it was given.
    static SKTypeface? Find(string name) => name == Name ? Read() : null;

    static SKTypeface Read()
    {
        using var resource = typeof(ChartFont).Assembly.GetManifestResourceStream("Inter.ttf")!;
        using var bytes = SKData.Create(resource);
        return SKTypeface.FromData(bytes);
    }
}
