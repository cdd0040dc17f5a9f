namespace IndicatorAlerts.Push;

/// <summary>One observation as it is pushed. For the API's description: bodies are read value by value, so that one wrong entry is one error.</summary>
sealed record PushedObservation
{
    /// <summary>The instant that the value speaks of, from 1800 to five minutes from now; UTC where no zone is given.</summary>
    public required DateTimeOffset ObservedAt { get; init; }

    /// <summary>A finite number in the indicator's unit.</summary>
    public required double Value { get; init; }

    /// <summary>When it could first be read; not in the future; now, when left out.</summary>
    public DateTimeOffset? KnownAt { get; init; }

    /// <summary>The source's own name of what happened, at most 200 characters.</summary>
    public string? Id { get; init; }

    /// <summary>For people: at most 400 characters.</summary>
    public string? Title { get; init; }

    /// <summary>http or https, at most 2,000 characters.</summary>
    public string? Link { get; init; }

    /// <summary>For people: at most 2,000 characters.</summary>
    public string? Note { get; init; }
}
