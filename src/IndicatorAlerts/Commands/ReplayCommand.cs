using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.RedLines.Packs;
using IndicatorAlerts.RedLines.Replay;

namespace IndicatorAlerts.Commands;

/// <summary>Opens the files of a replay and reports what is wrong with them.</summary>
static class ReplayCommand
{
    internal sealed record Request(
        FileInfo Pack,
        FileInfo Observations,
        string From,
        string To,
        bool Json,
        FileInfo? Events,
        string Window,
        string Late,
        string? Every
    );

    static readonly TimeSpan Year = TimeSpan.FromDays(366);

    /// <returns>0, or 1 when an input is wrong.</returns>
    public static int Run(Request request, TextWriter output, TextWriter error)
    {
        foreach (var file in new[] { request.Pack, request.Observations, request.Events })
            if (file is { Exists: false })
                return Refuse(error, $"There is no file {file}.");
        if (Rows.Instant(request.From) is not { } from || Rows.Instant(request.To) is not { } to || to <= from)
            return Refuse(
                error,
                "--from and --to are days or instants such as 2017-01-01, the second after the first."
            );
        if (!Duration.TryParse(request.Window, out var window) || !Duration.TryParse(request.Late, out var late))
            return Refuse(error, "--window and --late are durations such as 7d.");
        var every = TimeSpan.Zero;
        if (request.Every is { } step && (!Duration.TryParse(step, out every) || every <= TimeSpan.Zero))
            return Refuse(error, "--every is a duration such as 1h.");
        var yaml = File.ReadAllText(request.Pack.FullName);
        var wrong = Pack.Check(yaml);
        if (wrong.Count > 0)
            return Refuse(error, [.. wrong.Select(e => $"{request.Pack}:{e.Line}:{e.Column}: {e.Message}")]);
        var definition = Pack.Read(yaml, out _)!;
        var watch = CompiledWatch.Compile(
            every > definition.Every ? definition with { Every = every } : definition,
            out _
        )!;
        using var rows = request.Observations.OpenText();
        if (Rows.Observations(rows, watch, out var bad) is not { } series)
            return Refuse(error, $"{request.Observations}:{bad!.Line}:1: {bad.Message}");
        var transitions = Replayer.Run(watch, series, from, to, request.Json, output, Progress(from, error));
        return request.Events is null
            ? 0
            : Score(request, watch.Definition, transitions, (from, to, window, late), output, error);
    }

    /// <summary>Tells of each year of history.</summary>
    static Action<ReplayProgress> Progress(DateTimeOffset from, TextWriter error)
    {
        var told = from;
        return progress =>
        {
            if (progress.Share < 1 && progress.Until - told < Year)
                return;
            told = progress.Until;
            error.WriteLine(
                $"{progress.Until:yyyy-MM-dd}: {progress.Transitions} transitions, {100 * progress.Share:0} %"
            );
        };
    }

    static int Score(
        Request request,
        Watch watch,
        IReadOnlyList<Transition> transitions,
        (DateTimeOffset From, DateTimeOffset To, TimeSpan Window, TimeSpan Late) span,
        TextWriter output,
        TextWriter error
    )
    {
        using var reader = request.Events!.OpenText();
        if (Rows.Events(reader, out var bad) is not { } events)
            return Refuse(error, $"{request.Events}:{bad!.Line}:1: {bad.Message}");
        foreach (var score in Scorecard.Of(watch, transitions, events, span.From, span.To, span.Window, span.Late))
            output.WriteLine(request.Json ? score.Json() : score.Text());
        return 0;
    }

    static int Refuse(TextWriter error, params string[] reasons)
    {
        foreach (var reason in reasons)
            error.WriteLine(reason);
        return 1;
    }
}
