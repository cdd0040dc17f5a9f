using System.Diagnostics.CodeAnalysis;
using IndicatorAlerts.Collect;
using IndicatorAlerts.RedLines;
using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Commands;

/// <summary>How a trial is made.</summary>
/// <param name="Since">Up to when the feed counts as read, UTC; null: it never was.</param>
/// <param name="MostRequests">How many requests are made.</param>
/// <param name="Answer">A saved answer that is read in place of asking; null to ask.</param>
/// <param name="Body">Where the answer is saved; null for nowhere.</param>
sealed record TrialOptions(DateTimeOffset? Since, int MostRequests, FileInfo? Answer, FileInfo? Body);

/// <summary>Reads a feed as the service does, and stores nothing.</summary>
sealed class FeedTrial(SourceCatalog sources, FeedClient feeds, IOptions<FeedOptions> settings, TimeProvider time)
{
    const int MostShown = 3;

    readonly FeedOptions settings = settings.Value;

    /// <exception cref="FeedException">The definition's source is not right.</exception>
    /// <exception cref="IOException">The file of an answer cannot be read or written.</exception>
    public async Task<Trial> RunAsync(Indicator indicator, TrialOptions options, CancellationToken cancel)
    {
        var feed = sources.Find(indicator.Source!);
        var now = time.GetUtcNow();
        var points = new List<FeedPoint>();
        var (made, left) = (new List<TriedRequest>(), 0);
        foreach (var request in feed.Requests(options.Since, now))
            if (left > 0 || made.Count == (options.Answer is null ? options.MostRequests : 1))
                left++;
            else if (made is not [.., { Answer: "failed" or "not yet" } or { Error: not null }])
                made.Add(await AskAsync(feed, request, options, made.Count + 1, points, cancel));
        var ordered = points.OrderBy(p => p.ObservedAt).ToList();
        return new()
        {
            Indicator = indicator.Id,
            Title = indicator.Title,
            Of = indicator.Of,
            Unit = indicator.Unit,
            At = now,
            StaleAfter = indicator.StaleAfter,
            Requests = made,
            NotMade = left,
            Points = ordered.Count,
            FirstPoints = [.. ordered.Take(MostShown)],
            LastPoints = [.. ordered.Skip(Math.Max(MostShown, ordered.Count - MostShown))],
            Remarks = [.. TrialRemarks.Of(indicator, ordered, now, left == 0)],
            Wrong = TrialRemarks.Wrong(indicator, made, ordered.Count, left),
        };
    }

    async Task<TriedRequest> AskAsync(
        IFeed feed,
        FeedRequest request,
        TrialOptions options,
        int number,
        List<FeedPoint> points,
        CancellationToken cancel
    )
    {
        var tried = new TriedRequest(FeedSecrets.Show(request.Address))
        {
            Answer = "failed",
            Mirror = options.Answer is null ? settings.Mirrors.GetValueOrDefault(request.Address.Host) : null,
        };
        var began = time.GetTimestamp();
        try
        {
            await using var answer = options.Answer is { } file
                ? new()
                {
                    Kind = FeedAnswerKind.Whole,
                    Validators = new(null, null),
                    Content = file.OpenRead(),
                }
                : await feeds.GetAsync(request, null, cancel);
            tried = tried with
            {
                Answer =
                    options.Answer is not null ? "file"
                    : answer.Kind == FeedAnswerKind.Whole ? "whole"
                    : request.WhenAbsent == WhenAbsent.NotYet ? "not yet"
                    : "absent",
                ContentType = answer.ContentType.Length > 0 ? Hide(answer.ContentType) : null,
                Bytes = answer.Bytes,
                Seconds = Math.Round(time.GetElapsedTime(began).TotalSeconds, 3),
                ETag = Hide(answer.Validators.ETag),
                LastModified = Hide(answer.Validators.LastModified),
            };
            return answer.Kind == FeedAnswerKind.Whole
                ? await ReadAsync(feed, answer.Content, tried, Numbered(options.Body, number), points, cancel)
                : tried;
        }
        catch (FeedException e)
        {
            return tried with { Error = Hide(e.Message) };
        }
    }

    async Task<TriedRequest> ReadAsync(
        IFeed feed,
        Stream answer,
        TriedRequest tried,
        string? body,
        List<FeedPoint> points,
        CancellationToken cancel
    )
    {
        var start = new byte[AnswerText.MostBytes];
        var length = await answer.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancel);
        tried = tried with { Begins = AnswerText.Begins(start.AsSpan(0, length), t => Hide(t)) };
        answer.Position = 0;
        if (body is not null)
        {
            await using var saved = File.Create(body);
            await answer.CopyToAsync(saved, cancel);
            answer.Position = 0;
        }
        var reading = new FeedReading();
        string? error = null;
        try
        {
            await feed.ReadAsync(answer, reading, cancel);
            points.AddRange(reading.Points.Select(p => p with { Title = Hide(p.Title), Link = Hide(p.Link) }));
        }
        catch (FeedException e)
        {
            error = Hide(e.Message);
        }
        return tried with
        {
            Entries = reading.Entries,
            // Of an answer that fails nothing is kept.
            Kept = error is null ? reading.Points.Count : 0,
            NotUnderstood = reading.Errors,
            FirstErrors = [.. reading.FirstErrors.Select(e => e with { Message = Hide(e.Message) })],
            Error = error,
        };
    }

    static string? Numbered(FileInfo? body, int number) =>
        body is null || number == 1 ? body?.FullName : FormattableString.Invariant($"{body.FullName}.{number}");

    /// <summary>A server may repeat what it is told.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    string? Hide(string? text)
    {
        foreach (var (name, secret) in settings.Secrets)
            text = text
                ?.Replace(secret.Value, $"{{secret:{name}}}", StringComparison.OrdinalIgnoreCase)
                .Replace(Uri.EscapeDataString(secret.Value), $"{{secret:{name}}}", StringComparison.OrdinalIgnoreCase);
        return text;
    }
}
