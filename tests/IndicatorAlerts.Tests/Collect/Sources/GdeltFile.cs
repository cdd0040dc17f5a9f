using System.IO.Compression;
using System.Text;

namespace IndicatorAlerts.Tests.Collect.Sources;

/// <summary>Makes event files as GDELT packs them.</summary>
static class GdeltFile
{
    public const string Name = "20240819130000.export.CSV";

    /// <summary>One event; what a test does not name is empty, as it often is in the real files.</summary>
    public static string Row(
        string actor1 = "",
        string actor2 = "",
        string code = "042",
        string goldstein = "1.9",
        string tone = "-2.5",
        string place = "",
        int mentions = 2,
        bool root = true
    )
    {
        var columns = Enumerable.Repeat("", 61).ToArray();
        (columns[0], columns[5], columns[15]) = ("1193447399", actor1, actor2);
        (columns[7], columns[17]) = (Country(actor1), Country(actor2));
        (columns[25], columns[26], columns[29]) = (
            root ? "1" : "0",
            code,
            string.CompareOrdinal(code, "10") < 0 ? "1" : "4"
        );
        (columns[30], columns[31], columns[32], columns[33]) = (goldstein, $"{mentions}", "1", "2");
        (columns[34], columns[53], columns[59]) = (tone, place, "20240819130000");
        columns[60] = $"https://example.org/{mentions}";
        return string.Join('\t', columns);
    }

    public static byte[] Zip(params string[] rows) =>
        Zip(Encoding.UTF8.GetBytes(string.Concat(rows.Select(r => r + "\n"))), Name);

    public static byte[] Zip(byte[] content, string name)
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        using (var entry = zip.CreateEntry(name).Open())
            entry.Write(content);
        return bytes.ToArray();
    }

    static string Country(string actor) => actor.Length > 3 ? actor[..3] : actor;
}
