using System.Text.Json.Serialization;
using Azure;
using Azure.Data.Tables;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Alerts.Silences;

/// <summary>
/// The rows <c>effect:…</c> of table <c>watches</c>: they lie between a watch's definition and its state, and so come with the
/// one query that reads both.
/// </summary>
static class EffectRows
{
    internal const string Prefix = "effect:";
    const string SilenceRow = "effect:silence:";
    const string AcknowledgementRow = "effect:acknowledged:";
    const string WithheldRow = "effect:withheld";
    const string Text = "Effect";

    /// <summary>How long what is over is still read with its watch, and silences are kept.</summary>
    internal static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    // A transaction holds 100 changes, and most of them are of alerts.
    const int MostPruned = 5;

    /// <summary>Picks them out of a watch's rows.</summary>
    public static Effects Read(IReadOnlyList<TableEntity> rows)
    {
        if (!rows.Any(r => r.RowKey.StartsWith(Prefix, StringComparison.Ordinal)))
            return Effects.None;
        var withheld = rows.FirstOrDefault(r => r.RowKey == WithheldRow);
        return new(
            [.. Of(rows, SilenceRow).Select(Silence)],
            [.. Of(rows, AcknowledgementRow).Select(Acknowledgement)],
            withheld is null ? [] : LongText.Read(withheld, Text, EffectJson.Default.ListWithheld) ?? []
        );
    }

    /// <summary>What an evaluation changes, to stand in one transaction with the watch's state; nothing as a rule.</summary>
    /// <param name="watch">The watch's id.</param>
    /// <param name="before">What was read with the state.</param>
    /// <param name="withheld">What waits from now on.</param>
    /// <param name="state">The new state.</param>
    public static IEnumerable<TableTransactionAction> Changes(
        string watch,
        Effects before,
        IReadOnlyList<Withheld> withheld,
        WatchState state
    )
    {
        if (!withheld.SequenceEqual(before.Withheld))
        {
            var row = new TableEntity(watch, WithheldRow);
            LongText.Write(row, Text, [.. withheld], EffectJson.Default.ListWithheld);
            yield return new(TableTransactionActionType.UpsertReplace, row);
        }
        var old = before
            .Silences.Where(s => s.End + Kept <= state.EvaluatedTo)
            .Select(s => SilenceRow + s.Id)
            .Concat(
                before
                    .Acknowledgements.Where(a => IsOver(a, state))
                    .Select(a => AcknowledgementRow + Key(a.RedLine, a.Episode))
            );
        foreach (var key in old.Take(MostPruned))
            yield return new(TableTransactionActionType.Delete, new TableEntity(watch, key), ETag.All);
    }

    /// <summary>The keys of all of a watch's rows; first the one whose key another watch of the same id would have too.</summary>
    public static async Task<IReadOnlyList<string>> KeysAsync(TableClient table, string watch, CancellationToken cancel)
    {
        var keys = new List<string>();
        // ';' follows ':'.
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {watch} and RowKey ge {Prefix} and RowKey lt {"effect;"}"
        );
        await foreach (var row in table.QueryAsync<TableEntity>(filter, null, ["RowKey"], cancel))
            keys.Add(row.RowKey);
        return [.. keys.OrderByDescending(k => k == WithheldRow).ThenBy(k => k, StringComparer.Ordinal)];
    }

    public static TableEntity Row(string watch, Silence silence)
    {
        var row = new TableEntity(watch, SilenceRow + silence.Id);
        LongText.Write(row, Text, silence, EffectJson.Default.Silence);
        return row;
    }

    public static TableEntity Row(string watch, Acknowledgement acknowledgement) =>
        Write(new(watch, AcknowledgementRow + Key(acknowledgement.RedLine, acknowledgement.Episode)), acknowledgement);

    public static TableEntity Write(TableEntity row, Acknowledgement acknowledgement)
    {
        LongText.Write(row, Text, acknowledgement, EffectJson.Default.Acknowledgement);
        return row;
    }

    public static string KeyOf(string silence) => SilenceRow + silence;

    public static Silence Silence(TableEntity row) => LongText.Read(row, Text, EffectJson.Default.Silence)!;

    public static Acknowledgement Acknowledgement(TableEntity row) =>
        LongText.Read(row, Text, EffectJson.Default.Acknowledgement)!;

    /// <summary>An episode as a part of a row's key; those of a time lie together.</summary>
    public static string Key(string line, DateTimeOffset episode) => $"{Instant(episode)}:{line}";

    public static string Instant(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss.fffffff", System.Globalization.CultureInfo.InvariantCulture);

    static bool IsOver(Acknowledgement a, WatchState state) =>
        a.At + Kept <= state.EvaluatedTo && state.Lines.GetValueOrDefault(a.RedLine)?.Episode != a.Episode;

    static IEnumerable<TableEntity> Of(IReadOnlyList<TableEntity> rows, string prefix) =>
        rows.Where(r => r.RowKey.StartsWith(prefix, StringComparison.Ordinal));
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(Silence))]
[JsonSerializable(typeof(Acknowledgement))]
[JsonSerializable(typeof(List<Withheld>))]
sealed partial class EffectJson : JsonSerializerContext;
