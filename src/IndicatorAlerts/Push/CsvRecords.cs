using System.Runtime.CompilerServices;
using System.Text;

namespace IndicatorAlerts.Push;

/// <summary>One record of a file of comma-separated values.</summary>
/// <param name="Line">Where it begins, from 1.</param>
/// <param name="Cells">Null when the record is too long to be one, such as after a quote that is never closed.</param>
readonly record struct CsvRecord(int Line, IReadOnlyList<string>? Cells);

/// <summary>Reads comma-separated values (RFC 4180) as they come; cells are trimmed, empty lines are passed over.</summary>
sealed class CsvRecords(Stream stream)
{
    public const int Longest = 16 * 1024;

    readonly StringBuilder cell = new();
    List<string> cells = [];
    int line = 1;
    int begin = 1;
    int length;
    bool quoted;
    bool wasQuoted;

    public async IAsyncEnumerable<CsvRecord> ReadAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
        var buffer = new char[4096];
        while (await reader.ReadAsync(buffer, cancel) is > 0 and var count)
            for (var i = 0; i < count; i++)
                if (Take(buffer[i]) && End() is { } record)
                    yield return record;
        if (End() is { } last)
            yield return last;
    }

    /// <returns>Whether the record ends here.</returns>
    bool Take(char c)
    {
        line += c == '\n' ? 1 : 0;
        if (c == '\n' && (!quoted || length > Longest))
            return true;
        if (++length > Longest)
            return false;
        if (c == '"' && (quoted || wasQuoted || cell.Length == 0))
        {
            // A second quote right after the end of a quoted text is a quote in it.
            if (wasQuoted && !quoted)
                cell.Append(c);
            quoted = !quoted;
            wasQuoted = true;
        }
        else if (c == ',' && !quoted)
            EndCell();
        else if (c != '\r' || quoted)
            cell.Append(c);
        return false;
    }

    void EndCell()
    {
        cells.Add(cell.ToString().Trim());
        cell.Clear();
        wasQuoted = false;
    }

    CsvRecord? End()
    {
        EndCell();
        var record = new CsvRecord(begin, length > Longest || quoted ? null : cells);
        var isEmpty = record.Cells is [""];
        (cells, begin, length, quoted) = ([], line, 0, false);
        return isEmpty ? null : record;
    }
}
