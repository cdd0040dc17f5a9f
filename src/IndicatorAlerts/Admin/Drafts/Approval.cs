using IndicatorAlerts.RedLines;
using IndicatorAlerts.Watches;
using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Admin.Drafts;

/// <summary>Whether changes wait for a second person.</summary>
public sealed record ApprovalOptions
{
    /// <summary>Those that touch a critical red line do.</summary>
    public bool ApproveCritical { get; set; }
}

/// <summary>Decides which changes wait for a second person.</summary>
public sealed class Approval(IOptions<ApprovalOptions> options)
{
    /// <summary>Whether a change touches a critical red line that people are told of, before or after.</summary>
    public bool IsNeeded(Watch? before, Watch after, IReadOnlyList<PartChange> changes) =>
        options.Value.ApproveCritical
        && changes.Any(c => c.Part == "red-line" && (IsLive(before, c.Id) || IsLive(after, c.Id)));

    static bool IsLive(Watch? watch, string id) =>
        Part.RedLine.Find(watch, id) is { Severity: Severity.Critical, Shadow: false };
}
