namespace IndicatorAlerts.Access;

/// <summary>What was changed, by whom, when and why.</summary>
public sealed partial class AuditLog(ILogger<AuditLog> log)
{
    /// <summary>Writes one entry down.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="action">What was done, such as <c>silence.create</c>.</param>
    /// <param name="target">To what, such as <c>korean-peninsula/nuclear-test</c>; never a reader's address.</param>
    /// <param name="note">Why, in the caller's words.</param>
    /// <param name="cancel">Stops the call.</param>
    public Task AppendAsync(Caller caller, string action, string target, string? note, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        Done(log, caller.Name, action, target, note);
        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Who} did {Action} on {Target}: {Note}")]
    static partial void Done(ILogger log, string who, string action, string target, string? note);
}
