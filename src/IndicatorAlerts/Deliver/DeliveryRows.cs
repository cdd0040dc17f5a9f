using System.Globalization;
using Azure.Data.Tables;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Deliver;

/// <summary>How a delivery and its reasons are written as rows.</summary>
static class DeliveryRows
{
    public const string Plan = "plan";
    public const string Why = "why:";
    public const string AfterWhy = "why;";
    const string Counts = "Counts";
    const string Packed = "Packed";
    const string Codes = "Codes";

    public static TableEntity Row(Delivery delivery)
    {
        var row = new TableEntity(delivery.Id, Plan)
        {
            [nameof(Delivery.Watch)] = delivery.Watch,
            [nameof(Delivery.Alerts)] = string.Join('\n', delivery.Alerts),
            [nameof(Delivery.At)] = delivery.At,
            [nameof(Delivery.State)] = delivery.State.ToString(),
            [nameof(Delivery.Page)] = delivery.Page,
            [nameof(Delivery.Cursor)] = delivery.Cursor,
            [nameof(Delivery.Walked)] = delivery.Walked,
            [nameof(Delivery.FinishedAt)] = delivery.FinishedAt,
        };
        LongText.Write(
            row,
            Counts,
            delivery.Counts.ToDictionary(),
            DeliverJson.Default.DictionaryStringDictionaryWhyCodeInt32
        );
        return row;
    }

    public static Delivery Read(TableEntity row) =>
        new()
        {
            Id = row.PartitionKey,
            Watch = row.GetString(nameof(Delivery.Watch)),
            Alerts = row.GetString(nameof(Delivery.Alerts)) is { Length: > 0 } ids ? ids.Split('\n') : [],
            At = row.GetDateTimeOffset(nameof(Delivery.At))!.Value,
            State = Enum.Parse<DeliveryState>(row.GetString(nameof(Delivery.State))),
            Page = row.GetInt32(nameof(Delivery.Page)) ?? 0,
            Cursor = row.GetString(nameof(Delivery.Cursor)) ?? "",
            Walked = row.GetInt32(nameof(Delivery.Walked)) ?? 0,
            FinishedAt = row.GetDateTimeOffset(nameof(Delivery.FinishedAt)),
            Counts = LongText.Read(row, Counts, DeliverJson.Default.DictionaryStringDictionaryWhyCodeInt32)!,
            Tag = row.ETag,
        };

    public static TableEntity Row(string delivery, WhyPage page)
    {
        var row = new TableEntity(delivery, string.Create(CultureInfo.InvariantCulture, $"{Why}{page.Number:D6}"))
        {
            ["First"] = page.Readers[0],
            ["Last"] = page.Readers[^1],
        };
        LongText.WriteBytes(row, Packed, ReaderIds.Pack(page.Readers));
        LongText.WriteBytes(row, Codes, page.Codes);
        return row;
    }

    public static WhyPage ReadWhy(TableEntity row) =>
        new(
            int.Parse(row.RowKey.AsSpan(Why.Length), CultureInfo.InvariantCulture),
            ReaderIds.Unpack(LongText.ReadBytes(row, Packed)),
            LongText.ReadBytes(row, Codes)
        );
}
