using ScottPlot;
using ScottPlot.TickGenerators;
using SkiaSharp;

namespace IndicatorAlerts.Charts;

/// <summary>Draws charts as PNG, twice as dense as they are shown. What draws is loaded by the first of them.</summary>
public static class ChartDrawing
{
    /// <summary>Shown as wide, in CSS pixels.</summary>
    public const int Width = 552;
    public const int Height = 290;
    public const int SparkWidth = 132;
    public const int SparkHeight = 36;
    const int Density = 2;

    // On a phone all is shown at three fifths.
    const int LabelSize = 16;
    const int TitleSize = 17;
    const int MostInLine = 56;

    static readonly Color Ink = Color.FromHex("#1b1f24");
    static readonly Color Quiet = Color.FromHex("#57606a");
    static readonly Color Line = Color.FromHex("#0a4fb0");
    static readonly Color Red = Color.FromHex("#b3261e");
    static readonly Color Grid = Color.FromHex("#e3e7eb");

    // Drawing shares fonts between plots.
    static readonly Lock Gate = new();
    static bool hasFont;

    /// <summary>A chart with axes, threshold and marks.</summary>
    public static byte[] Png(Chart chart)
    {
        lock (Gate)
        {
            using var plot = Create();
            var (bottom, top) = Frame(plot, chart);
            Threshold(plot, chart, bottom, top);
            Curve(plot, chart, 2);
            foreach (var point in chart.Points)
                plot.Add.Marker(Place(point.At), point.Value!.Value, MarkerShape.FilledCircle, 6, Line);
            Marks(plot, chart, top);
            return Encode(plot, Width, Height);
        }
    }

    /// <summary>The curve and its threshold only, as small as a word.</summary>
    public static byte[] Spark(Chart chart)
    {
        lock (Gate)
        {
            using var plot = Create();
            var (bottom, top) = ChartAxes.Bounds(chart);
            var room = (top - bottom) * 0.1;
            plot.Axes.SetLimits(
                Place(chart.From),
                Place(chart.To + (chart.To - chart.From) * 0.06),
                bottom - room,
                top + room
            );
            plot.Layout.Frameless();
            plot.HideGrid();
            Dashed(plot, chart.Threshold);
            Curve(plot, chart, 1.5f);
            if (chart.Curve[^1].Value is { } last)
                plot.Add.Marker(Place(chart.To), last, MarkerShape.FilledCircle, 5, Line);
            return Encode(plot, SparkWidth, SparkHeight);
        }
    }

    static byte[] Encode(Plot plot, int width, int height)
    {
        var info = new SKImageInfo(width * Density, height * Density, SKColorType.Rgb888x, SKAlphaType.Opaque);
        using var surface = SKSurface.Create(info);
        plot.Render(surface);
        using var pixels = surface.PeekPixels();
        if (IndexedPng.Encode(pixels) is { } small)
            return small;
        using var png = pixels.Encode(SKPngEncoderOptions.Default)!;
        return png.ToArray();
    }

    static Plot Create()
    {
        if (!hasFont)
        {
            Fonts.FontResolvers.Insert(0, new ChartFont());
            Fonts.Default = ChartFont.Name;
            hasFont = true;
        }
        var plot = new Plot { ScaleFactor = Density };
        plot.FigureBackground.Color = Colors.White;
        plot.DataBackground.Color = Colors.White;
        return plot;
    }

    static (double Bottom, double Top) Frame(Plot plot, Chart chart)
    {
        var (bottom, top) = ChartAxes.Bounds(chart);
        // Room for their words above the curve.
        if (chart.Marks.Count > 0)
            top += (top - bottom) * 0.1;
        // Room at the right, so that what happened last does not stick to the edge.
        plot.Axes.SetLimits(Place(chart.From), Place(chart.To + (chart.To - chart.From) * 0.08), bottom, top);
        plot.Axes.Bottom.TickGenerator = Ticks(ChartAxes.Times(chart.From, chart.To));
        plot.Axes.Left.TickGenerator = Ticks(ChartAxes.Numbers(bottom, top));
        plot.Axes.Color(Quiet);
        plot.Axes.Top.IsVisible = false;
        plot.Axes.Right.IsVisible = false;
        plot.Axes.Bottom.TickLabelStyle.FontSize = LabelSize;
        plot.Axes.Left.TickLabelStyle.FontSize = LabelSize;
        plot.Grid.MajorLineColor = Grid;
        plot.Axes.Title.Label.FontSize = TitleSize;
        plot.Axes.Title.Label.ForeColor = Ink;
        plot.Axes.Title.Label.Bold = false;
        var title = Title(chart);
        if (ChartFont.Has(title.Replace("\n", "", StringComparison.Ordinal)))
            plot.Title(title, TitleSize);
        plot.XLabel("UTC", LabelSize);
        return (bottom, top);
    }

    static void Threshold(Plot plot, Chart chart, double bottom, double top)
    {
        if (chart.Direction != 0)
        {
            var side = plot.Add.VerticalSpan(chart.Threshold, chart.Direction > 0 ? top : bottom);
            side.FillStyle.Color = Red.WithAlpha(0.06);
            side.LineStyle.Width = 0;
        }
        Dashed(plot, chart.Threshold);
        var text = plot.Add.Text($"red line {chart.ThresholdText}", Place(chart.From), chart.Threshold);
        text.LabelFontSize = LabelSize;
        text.LabelFontColor = Red;
        text.OffsetX = 6;
        text.OffsetY = chart.Threshold > (bottom + top) / 2 ? 3 : -3;
        text.LabelAlignment = chart.Threshold > (bottom + top) / 2 ? Alignment.UpperLeft : Alignment.LowerLeft;
    }

    static void Dashed(Plot plot, double threshold)
    {
        var line = plot.Add.HorizontalLine(threshold, 1.5f, Red, LinePattern.Dashed);
        line.LabelText = "";
    }

    // What is not known is a gap, never a line across it.
    static void Curve(Plot plot, Chart chart, float width)
    {
        var (xs, ys) = (new List<double>(), new List<double>());
        foreach (var point in chart.Curve)
        {
            xs.Add(Place(point.At));
            ys.Add(point.Value ?? double.NaN);
        }
        var curve = plot.Add.ScatterLine(xs, ys, Line);
        curve.ConnectStyle = ConnectStyle.StepHorizontal;
        curve.LineWidth = width;
    }

    static void Marks(Plot plot, Chart chart, double top)
    {
        foreach (var mark in chart.Marks)
        {
            plot.Add.VerticalLine(Place(mark.At), 1.5f, Ink, LinePattern.Dotted);
            var isLate = mark.At > chart.From + (chart.To - chart.From) / 2;
            var text = plot.Add.Text(mark.Text, Place(mark.At), top);
            text.LabelFontSize = LabelSize;
            text.LabelFontColor = Ink;
            text.LabelBold = false;
            text.OffsetX = isLate ? -6 : 6;
            text.LabelAlignment = isLate ? Alignment.UpperRight : Alignment.UpperLeft;
            if (chart.Curve.LastOrDefault(p => p.At <= mark.At).Value is { } value)
                plot.Add.Marker(Place(mark.At), value, MarkerShape.FilledDiamond, 11, Red);
        }
    }

    static NumericManual Ticks(IReadOnlyList<ChartTick> ticks) =>
        new([.. ticks.Select(t => t.Place)], [.. ticks.Select(t => t.Label)]);

    static double Place(DateTimeOffset at) => at.UtcDateTime.ToOADate();

    // The unit comes below where both are too wide for a line.
    static string Title(Chart chart)
    {
        var unit = chart.Unit.Length == 0 ? "" : $"({Cut(chart.Unit)})";
        return chart.Title.Length + unit.Length < MostInLine
            ? $"{chart.Title} {unit}".TrimEnd()
            : $"{Cut(chart.Title)}\n{unit}".TrimEnd();
    }

    static string Cut(string line) => line.Length > MostInLine ? line[..(MostInLine - 1)] + "…" : line;
}
