using System.Text;
using CsCheck;
using IndicatorAlerts.Push;
using Xunit;

namespace IndicatorAlerts.Tests.Observations;

public class PushReaderTests
{
    static readonly DateTimeOffset Now = new(2024, 6, 19, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_file_of_comma_separated_values_has_quotes_line_ends_of_two_kinds_and_columns_in_any_order()
    {
        var entries = await ReadAsync(
            PushFormat.Csv,
            "\uFEFFvalue,observed_at,note,title,answer\r\n4.5,2024-01-31,\"two\nlines, and \"\"quotes\"\"\",T\r\n\r\n5,2024-02-01T09:00+09:00,,,abc\n1e3,2024-03-01,,"
        );
        Assert.All(entries, e => Assert.Null(e.Error));
        Assert.Equal([4.5, 5, 1000], entries.Select(e => e.Point.Value));
        Assert.Equal("two\nlines, and \"quotes\"", entries[0].Point.Note);
        Assert.Equal("T", entries[0].Point.Title);
        Assert.Equal(new(2024, 2, 1, 0, 0, 0, TimeSpan.Zero), entries[1].Point.ObservedAt);
        Assert.Equal([2, 5, 6], entries.Select(e => e.Point.Line));
    }

    [Theory]
    [InlineData("observed_at,value\n2024-01-31,", 2, "value")]
    [InlineData("observed_at,value\n2024-01-31,NaN", 2, "value")]
    [InlineData("observed_at,value\n2024-01-31,1e999", 2, "value")]
    [InlineData("observed_at,value\n03/04/2024,1", 2, "observedAt")]
    [InlineData("observed_at,value\n12:00,1", 2, "observedAt")]
    [InlineData("observed_at,value\n1066-10-14,1", 2, "observedAt")]
    [InlineData("observed_at,value\n2024-06-19T12:06Z,1", 2, "observedAt")]
    [InlineData("observed_at,value,known_at\n2024-06-19,1,2024-06-19T12:01Z", 2, "knownAt")]
    [InlineData("observed_at,value,link\n2024-06-19,1,javascript:alert(1)", 2, "link")]
    [InlineData("observed_at,value,title\n2024-06-19,1,\"a\nb\"", 2, "title")]
    [InlineData("observed_at,value\n2024-06-19,1,2", 2, "")]
    [InlineData("observed_at,value\n\"2024-06-19,1\n", 2, "")]
    [InlineData("observed_at\n2024-06-19", 1, "")]
    [InlineData("observed_at,value,value\n2024-06-19,1,2", 1, "")]
    [InlineData("observed_at,value,colour\n2024-06-19,1,red", 1, "")]
    public async Task What_is_wrong_in_a_line_is_told_with_its_line_and_field(string text, int line, string field)
    {
        var error = Assert.Single(await ReadAsync(PushFormat.Csv, text)).Error;
        Assert.Equal((line, field), (error!.Line, error.Field));
    }

    [Theory]
    [InlineData(PushFormat.Json, "", "")]
    [InlineData(PushFormat.Json, "5", "")]
    [InlineData(PushFormat.Json, "[5]", "")]
    [InlineData(PushFormat.Json, """{"observedAt":"2024-01-31"}""", "value")]
    [InlineData(PushFormat.Json, """{"observedAt":"2024-01-31","value":"5"}""", "value")]
    [InlineData(PushFormat.Json, """{"observedAt":5,"value":5}""", "observedAt")]
    [InlineData(PushFormat.Json, """{"observedAt":"2024-01-31","value":5,"colour":"red"}""", "colour")]
    [InlineData(PushFormat.Json, """{"observedAt":"2024-01-31","value":5,"title":"\ud800"}""", "")]
    [InlineData(PushFormat.JsonLines, """{"observedAt":"2024-01-31","value":[[[[[5]]]]]}""", "")]
    [InlineData(PushFormat.JsonLines, """[{"observedAt":"2024-01-31","value":5}]""", "")]
    public async Task What_is_wrong_in_an_object_is_told_with_its_field(PushFormat format, string text, string field)
    {
        var error = Assert.Single(await ReadAsync(format, text)).Error;
        Assert.Equal((1, field), (error!.Line, error.Field));
    }

    [Fact]
    public async Task A_line_that_is_wrong_or_endless_does_not_end_the_rest()
    {
        const string right = """{"observedAt":"2024-01-31","value":5}""";
        var entries = await ReadAsync(
            PushFormat.JsonLines,
            $"{right}\n{{\n\n{new string('x', 200_000)}\n{right}\r\n{right}"
        );
        Assert.Equal([null, 2, 4, null, null], entries.Select(e => e.Error?.Line));
        var cells = await ReadAsync(
            PushFormat.Csv,
            $"observed_at,value\n2024-01-31,\"{new string('x', 200_000)}\n2024-01-31,1\n"
        );
        Assert.Equal([2, null], cells.Select(e => e.Error?.Line));
    }

    [Fact]
    public async Task An_array_that_breaks_off_tells_so_and_an_empty_one_is_empty()
    {
        var entries = await ReadAsync(PushFormat.Json, """ [{"observedAt":"2024-01-31","value":5}, """);
        Assert.Contains("broken", entries[^1].Error!.Message);
        Assert.Empty(await ReadAsync(PushFormat.Json, " [ ] "));
    }

    [Fact]
    public async Task History_was_known_after_its_lag_and_never_after_now()
    {
        var rules = new PushRules(Now, TimeSpan.FromDays(3));
        const string text = "observed_at,value,known_at\n2024-01-31,1,\n2024-06-18,2,\n2024-01-31,3,2024-02-01";
        var entries = await ReadAsync(PushFormat.Csv, text, rules);
        Assert.Equal(
            [new(2024, 2, 3, 0, 0, 0, TimeSpan.Zero), default, new(2024, 2, 1, 0, 0, 0, TimeSpan.Zero)],
            entries.Select(e => e.Point.KnownAt)
        );
    }

    [Fact]
    public void No_bytes_whatever_make_reading_fail() =>
        Gen.Select(
                Gen.Enum<PushFormat>(),
                Gen.OneOf(Gen.Byte, Gen.Char["{}[],:\"\n0.-eobservdAtlu "].Select(c => (byte)c)).Array[0, 300]
            )
            .Sample(
                (format, bytes) =>
                {
                    var read = ReadAsync(format, bytes, new(Now, null)).GetAwaiter().GetResult();
                    return read.Count <= bytes.Length + 1;
                }
            );

    static Task<List<PushEntry>> ReadAsync(PushFormat format, string text, PushRules? rules = null) =>
        ReadAsync(format, Encoding.UTF8.GetBytes(text), rules ?? new(Now, null));

    static async Task<List<PushEntry>> ReadAsync(PushFormat format, byte[] bytes, PushRules rules)
    {
        var entries = new List<PushEntry>();
        await foreach (var entry in PushReader.ReadAsync(new MemoryStream(bytes), format, rules, default))
            entries.Add(entry);
        return entries;
    }
}
