using System.Buffers.Binary;
using IndicatorAlerts.Charts;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.Tests.Mails;
using SkiaSharp;
using Xunit;

namespace IndicatorAlerts.Tests.Charts;

public class ChartDrawingTests
{
    static readonly Chart Chart = AlertChart.Of(Sample.One(NotificationKind.Crossed))!;

    [Fact]
    public void A_chart_is_a_png_twice_as_dense_as_shown_and_small()
    {
        var png = ChartDrawing.Png(Chart);
        Assert.Equal((ChartDrawing.Width * 2, ChartDrawing.Height * 2), SizeOf(png));
        Assert.InRange(png.Length, 1000, 20_000);
    }

    [Fact]
    public void A_spark_is_a_tiny_png()
    {
        var png = ChartDrawing.Spark(Chart);
        Assert.Equal((ChartDrawing.SparkWidth * 2, ChartDrawing.SparkHeight * 2), SizeOf(png));
        Assert.InRange(png.Length, 100, 4_000);
    }

    [Fact]
    public void Few_colours_are_written_as_they_are_and_many_as_the_nearest_frequent_one()
    {
        using var drawn = new SKBitmap(new SKImageInfo(600, 4, SKColorType.Rgb888x, SKAlphaType.Opaque));
        drawn.Erase(SKColors.White);
        for (var x = 0; x < 600; x++)
            drawn.SetPixel(x, 1, new SKColor((byte)(x % 256), (byte)(x / 3), 200));
        using var pixels = drawn.PeekPixels();
        using var read = SKBitmap.Decode(IndexedPng.Encode(pixels)!);
        Assert.Equal((600, 4), (read.Width, read.Height));
        for (var x = 0; x < 600; x++)
        {
            Assert.Equal(SKColors.White, read.GetPixel(x, 2));
            Assert.InRange(Math.Abs(read.GetPixel(x, 1).Red - x % 256), 0, 15);
            Assert.InRange(Math.Abs(read.GetPixel(x, 1).Green - x / 3), 0, 15);
        }
    }

    [Fact]
    public void Words_are_drawn()
    {
        var bare = ChartDrawing.Png(Chart with { Title = " ", Unit = "", ThresholdText = "", Marks = [] });
        Assert.NotEqual(bare, ChartDrawing.Png(Chart with { Title = "W", Unit = "", ThresholdText = "", Marks = [] }));
        Assert.NotEqual(
            ChartDrawing.Png(Chart with { Title = "Magnitude i" }),
            ChartDrawing.Png(Chart with { Title = "Magnitude l" })
        );
    }

    [Fact]
    public void A_title_in_a_script_that_the_font_has_not_is_left_out_rather_than_drawn_as_boxes() =>
        Assert.Equal(
            ChartDrawing.Png(Chart with { Title = "풍계리 규모" }),
            ChartDrawing.Png(Chart with { Title = "지진 규모 최대값" })
        );

    [Fact]
    public async Task Charts_drawn_at_once_are_like_those_drawn_alone()
    {
        var alone = ChartDrawing.Png(Chart);
        var together = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => ChartDrawing.Png(Chart))));
        Assert.All(together, png => Assert.Equal(alone, png));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1e12)]
    [InlineData(-1e-9)]
    public void A_flat_line_far_from_everything_is_still_drawn(double value)
    {
        var flat = Chart with
        {
            Curve = [new(Chart.From, value), new(Chart.To, value)],
            Points = [],
            Threshold = value,
        };
        Assert.NotEmpty(ChartDrawing.Png(flat));
        Assert.NotEmpty(ChartDrawing.Spark(flat));
    }

    static (int Width, int Height) SizeOf(byte[] png)
    {
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
        return (
            BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)),
            BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20))
        );
    }
}
