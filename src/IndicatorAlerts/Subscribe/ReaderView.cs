namespace IndicatorAlerts.Subscribe;

/// <summary>A reader as its owner sees it by program; instants are UTC.</summary>
public sealed record ReaderView
{
    public required string Address { get; init; }
    public required ReaderState State { get; init; }
    public Suppression? Suppression { get; init; }

    /// <summary>As <c>PUT</c> takes it.</summary>
    public Subscription? Subscription { get; init; }
    public DateTimeOffset? ConfirmedAt { get; init; }

    public static ReaderView Of(ReaderRecord reader) =>
        new()
        {
            Address = reader.Address,
            State = reader.State,
            Suppression = reader.Suppression,
            Subscription = reader.Subscription,
            ConfirmedAt = reader.ConfirmedAt,
        };
}

/// <summary>All that is kept of a person; instants are UTC.</summary>
public sealed record ReaderExport
{
    public required DateTimeOffset ExportedAt { get; init; }
    public required string Address { get; init; }

    /// <summary>The name that stands for the address in records and logs.</summary>
    public required string Reader { get; init; }
    public required ReaderState State { get; init; }
    public Suppression? Suppression { get; init; }
    public Subscription? Subscription { get; init; }

    /// <summary>What was asked for with the address and not confirmed.</summary>
    public required IReadOnlyList<PendingChange> Pending { get; init; }

    /// <summary>When mail was asked for with the address, in the last week.</summary>
    public required IReadOnlyList<AskedMark> Asked { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ConfirmedAt { get; init; }
    public required DateTimeOffset Since { get; init; }
    public required IReadOnlyList<ConsentEntry> History { get; init; }

    public static ReaderExport Of(ReaderRecord reader, DateTimeOffset now) =>
        new()
        {
            ExportedAt = now,
            Address = reader.Address,
            Reader = reader.Id,
            State = reader.State,
            Suppression = reader.Suppression,
            Subscription = reader.Subscription,
            Pending = reader.Pending,
            Asked = reader.Asked,
            CreatedAt = reader.CreatedAt,
            ConfirmedAt = reader.ConfirmedAt,
            Since = reader.Since,
            History = reader.History,
        };
}

/// <summary>A reader as an admin sees it: without the address, which the admin knows already.</summary>
public sealed record FoundReader
{
    public required string Id { get; init; }

    /// <summary>Null when only the suppression is kept.</summary>
    public ReaderState? State { get; init; }
    public Suppression? Suppression { get; init; }
    public Subscription? Subscription { get; init; }
    public int Pending { get; init; }
    public DateTimeOffset? CreatedAt { get; init; }
    public DateTimeOffset? ConfirmedAt { get; init; }
    public required IReadOnlyList<ConsentEntry> History { get; init; }

    public static FoundReader Of(string id, ReaderRecord? reader, Suppression? suppression) =>
        new()
        {
            Id = id,
            State = reader?.State,
            Suppression = suppression,
            Subscription = reader?.Subscription,
            Pending = reader?.Pending.Count ?? 0,
            CreatedAt = reader?.CreatedAt,
            ConfirmedAt = reader?.ConfirmedAt,
            History = reader?.History ?? [],
        };
}
