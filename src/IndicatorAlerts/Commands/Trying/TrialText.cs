using System.Globalization;
using IndicatorAlerts.Collect;
using IndicatorAlerts.RedLines;

namespace IndicatorAlerts.Commands;

/// <summary>A trial for people.</summary>
static class TrialText
{
    const int MostErrors = 5;
    const int MostTitle = 100;

    public static void Write(Trial trial, TextWriter output)
    {
        var unit = trial.Unit.Length > 0 ? $", {trial.Unit}" : "";
        Line(
            output,
            $"{trial.Indicator}: {trial.Title} ({(trial.Of == SeriesKind.Events ? "events" : "levels")}{unit})"
        );
        foreach (var (number, request) in trial.Requests.Index())
            Write(request, number + 1, output);
        if (trial.NotMade > 0)
            Line(output, $"  not made      {trial.NotMade} further requests of this read; --requests makes more");
        Line(output, $"  points        {trial.Points}");
        foreach (var point in trial.FirstPoints)
            Write(point, output);
        if (trial.Points > trial.FirstPoints.Count + trial.LastPoints.Count)
            Line(output, $"    …");
        foreach (var point in trial.LastPoints)
            Write(point, output);
        foreach (var remark in trial.Remarks)
            Line(output, $"  {remark}");
        Line(output, $"  {(trial.Wrong is { } wrong ? $"WRONG: {wrong}" : "The source is right.")}");
        output.WriteLine();
    }

    static void Write(TriedRequest request, int number, TextWriter output)
    {
        Line(output, $"  request {number, -5} {request.Address}");
        if (request.Mirror is { } mirror)
            Line(output, $"  asked at      {mirror}");
        if (request.Answer == "failed")
        {
            Line(output, $"  failed        {request.Error}");
            return;
        }
        Line(
            output,
            $"  answer        {request.Answer}, {request.ContentType ?? "no content type"}, {request.Bytes} bytes in {request.Seconds:0.000} s"
        );
        if (request.ETag is { } tag)
            Line(output, $"  ETag          {tag}");
        if (request.LastModified is { } modified)
            Line(output, $"  Last-Modified {modified}");
        foreach (var line in request.Begins?.Split('\n') ?? [])
            Line(output, $"    | {line}");
        if (request.Error is { } error)
            Line(output, $"  failed        {error}");
        Line(
            output,
            $"  read          {request.Entries} entries: {request.Kept} kept, {request.NotUnderstood} not understood"
        );
        foreach (var wrong in request.FirstErrors.Take(MostErrors))
            Line(output, $"    entry {wrong.Entry}: {wrong.Message}");
    }

    static void Write(FeedPoint point, TextWriter output)
    {
        var title = point.Title ?? "";
        Line(
            output,
            $"    {point.ObservedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z  {point.Value}  {(title.Length > MostTitle ? title[..MostTitle] + "…" : title)}"
        );
    }

    /// <summary>One line; what strangers wrote cannot begin another.</summary>
    static void Line(TextWriter output, FormattableString text) =>
        output.WriteLine(
            AnswerText
                .Escape(text.ToString(CultureInfo.InvariantCulture).Replace("\n", "\\n", StringComparison.Ordinal))
                .TrimEnd()
        );
}
