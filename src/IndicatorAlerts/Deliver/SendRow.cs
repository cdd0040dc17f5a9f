using Azure.Data.Tables;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Deliver;

/// <summary>How a send is written as a row.</summary>
static class SendRow
{
    public const string Prefix = "send:";
    const string Content = "Content";
    const string Packed = "Packed";
    const string Gone = "Gone";

    /// <summary>What <see cref="ReadSummary"/> reads.</summary>
    public static readonly string[] SummaryColumns =
    [
        "RowKey",
        $"{Content}0",
        $"{Content}1",
        nameof(Send.Readers),
        nameof(Send.State),
        nameof(Send.Attempts),
        nameof(Send.ClaimedAt),
        nameof(Send.NextAttemptAt),
        nameof(Send.TakenAt),
        nameof(Send.MessageId),
        nameof(Send.Failure),
    ];

    /// <summary>What <see cref="ReadWaiting"/> reads.</summary>
    public static readonly string[] WaitingColumns =
    [
        nameof(Send.CreatedAt),
        nameof(Send.Readers),
        nameof(Send.Failure),
    ];

    public static WaitingSend ReadWaiting(TableEntity row) =>
        new(
            row.GetDateTimeOffset(nameof(Send.CreatedAt))!.Value,
            row.GetInt32(nameof(Send.Readers)) ?? 0,
            row.GetString(nameof(Send.Failure))
        );

    public static TableEntity Of(Send send)
    {
        var row = new TableEntity(send.Delivery, Prefix + send.Id)
        {
            [nameof(Send.Watch)] = send.Watch,
            [nameof(Send.From)] = send.From.ToString(),
            [nameof(Send.CreatedAt)] = send.CreatedAt,
            [nameof(Send.State)] = send.State.ToString(),
            [nameof(Send.ClaimedAt)] = send.ClaimedAt,
            [nameof(Send.Attempts)] = send.Attempts,
            [nameof(Send.Doubts)] = send.Doubts,
            [nameof(Send.Waits)] = send.Waits,
            [nameof(Send.NextAttemptAt)] = send.NextAttemptAt,
            [nameof(Send.TakenAt)] = send.TakenAt,
            [nameof(Send.MessageId)] = send.MessageId,
            [nameof(Send.Failure)] = send.Failure,
            [nameof(Send.Readers)] = send.Readers.Count,
        };
        LongText.Write(row, Content, send.Content, DeliverJson.Default.MailContent);
        LongText.WriteBytes(row, Packed, ReaderIds.Pack(send.Readers));
        LongText.WriteBytes(row, Gone, WhyPage.Pack(send.LeftOut));
        return row;
    }

    public static Send Read(TableEntity row) =>
        new()
        {
            Delivery = row.PartitionKey,
            Id = row.RowKey[Prefix.Length..],
            Watch = row.GetString(nameof(Send.Watch)),
            Content = LongText.Read(row, Content, DeliverJson.Default.MailContent)!,
            Readers = ReaderIds.Unpack(LongText.ReadBytes(row, Packed)),
            LeftOut = WhyPage.Unpack(LongText.ReadBytes(row, Gone)),
            From = Enum.Parse<ReadersFrom>(row.GetString(nameof(Send.From))),
            CreatedAt = row.GetDateTimeOffset(nameof(Send.CreatedAt))!.Value,
            State = Enum.Parse<SendState>(row.GetString(nameof(Send.State))),
            ClaimedAt = row.GetDateTimeOffset(nameof(Send.ClaimedAt)),
            Attempts = row.GetInt32(nameof(Send.Attempts)) ?? 0,
            Doubts = row.GetInt32(nameof(Send.Doubts)) ?? 0,
            Waits = row.GetInt32(nameof(Send.Waits)) ?? 0,
            NextAttemptAt = row.GetDateTimeOffset(nameof(Send.NextAttemptAt)),
            TakenAt = row.GetDateTimeOffset(nameof(Send.TakenAt)),
            MessageId = row.GetString(nameof(Send.MessageId)),
            Failure = row.GetString(nameof(Send.Failure)),
            Tag = row.ETag,
        };

    public static SendSummary ReadSummary(TableEntity row) =>
        new(
            row.RowKey[Prefix.Length..],
            LongText.Read(row, Content, DeliverJson.Default.MailContent)!,
            row.GetInt32(nameof(Send.Readers)) ?? 0,
            Enum.Parse<SendState>(row.GetString(nameof(Send.State))),
            row.GetInt32(nameof(Send.Attempts)) ?? 0,
            row.GetDateTimeOffset(nameof(Send.ClaimedAt)),
            row.GetDateTimeOffset(nameof(Send.NextAttemptAt)),
            row.GetDateTimeOffset(nameof(Send.TakenAt)),
            row.GetString(nameof(Send.MessageId)),
            row.GetString(nameof(Send.Failure))
        );
}
