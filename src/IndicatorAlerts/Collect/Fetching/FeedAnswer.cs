namespace IndicatorAlerts.Collect;

/// <summary>What a server said of an answer, to be asked with the next time: the headers ETag and Last-Modified, unread.</summary>
public sealed record FeedValidators(string? ETag, string? LastModified);

/// <summary>What kind of answer came.</summary>
public enum FeedAnswerKind
{
    /// <summary>With content.</summary>
    Whole,

    /// <summary>The content is what it was when the validators were given.</summary>
    Unchanged,

    /// <summary>Status 404, where the request allows for it.</summary>
    Absent,
}

/// <summary>An answer of a feed; its content is held, in memory or a temporary file, until it is disposed of.</summary>
public sealed class FeedAnswer : IAsyncDisposable
{
    public required FeedAnswerKind Kind { get; init; }

    /// <summary>For the next request; of <see cref="FeedAnswerKind.Unchanged"/>, those that were sent.</summary>
    public required FeedValidators Validators { get; init; }

    /// <summary>The unpacked bytes, seekable and at their start; empty when there are none.</summary>
    public Stream Content { get; init; } = Stream.Null;

    /// <summary>How many bytes.</summary>
    public long Bytes => Content.Length;

    /// <summary>The hash of the content, as lower-case hexadecimal; empty when there is none.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>As the server named it.</summary>
    public string ContentType { get; init; } = "";

    public ValueTask DisposeAsync() => Content.DisposeAsync();
}
