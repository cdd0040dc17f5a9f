using System.Text;

namespace IndicatorAlerts.Collect;

/// <summary>What is summed up over the events of a file.</summary>
sealed class GdeltMeasure(string name)
{
    public const string DyadScore = "dyad-score";
    public static readonly string[] Names = ["count", "goldstein", "tone", "mentions", DyadScore];
    const int Goldstein = 30;
    const int Mentions = 31;
    const int Sources = 32;
    const int Articles = 33;
    const int Tone = 34;
    const int SourceUrl = 60;
    double sum;
    double mostMentions = -1;

    public int Count { get; private set; }

    /// <summary>Where the event that most speak of was read.</summary>
    public string? MostMentioned { get; private set; }

    /// <summary>The sum, or the average of tones; null for an average of nothing.</summary>
    public double? Value =>
        name != "tone" ? sum
        : Count == 0 ? null
        : sum / Count;

    /// <summary>False when the event's figures are no numbers: it does not count then.</summary>
    public bool Add(GdeltRow row, ReadOnlySpan<byte> line)
    {
        if (Of(row, line) is not { } value || row.Number(line, Mentions) is not { } mentions)
            return false;
        sum += value;
        Count++;
        if (mentions > mostMentions)
            (mostMentions, MostMentioned) = (mentions, Encoding.UTF8.GetString(row.Column(line, SourceUrl)));
        return true;
    }

    double? Of(GdeltRow row, ReadOnlySpan<byte> line) =>
        name switch
        {
            "goldstein" => row.Number(line, Goldstein),
            "tone" => row.Number(line, Tone),
            "mentions" => row.Number(line, Mentions),
            DyadScore => Score(
                row.Number(line, Goldstein),
                row.Number(line, Sources),
                row.Number(line, Articles),
                row.Number(line, Tone)
            ),
            _ => 1,
        };

    /// <summary>
    /// How much is written of an event makes it weigh more the way it points: by its Goldstein value, by its tone where that is 0.
    /// </summary>
    static double? Score(double? goldstein, double? sources, double? articles, double? tone) =>
        goldstein
        + Math.Sign((goldstein == 0 ? tone : goldstein) ?? 0) * (0.025 * sources + 0.01 * articles)
        + 0.01 * tone;
}
