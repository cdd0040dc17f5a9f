using System.Text.Json;
using System.Text.Json.Nodes;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.Status;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Admin;

/// <summary>Admins edit red lines; a change is effective at the watch's next instant.</summary>
public static class RedLineEndpoints
{
    const int MostBytes = 64 * 1024;

    public static void AddAdmin(this IServiceCollection services)
    {
        services
            .AddOptions<AdminOptions>()
            .BindConfiguration("Admin")
            .Validate(
                o => string.IsNullOrEmpty(o.Key) || o.Key.Length >= AdminOptions.LeastLength,
                $"Admin__Key must have at least {AdminOptions.LeastLength} characters."
            )
            .ValidateOnStart();
        services.AddSingleton<AdminKey>();
    }

    public static void MapAdmin(this RouteGroupBuilder api) => api.MapPut("watches/{watch}/red-lines/{id}", PutAsync);

    static async Task<IResult> PutAsync(
        string watch,
        string id,
        HttpRequest request,
        AdminKey admin,
        WatchTable watches,
        QueueSender queue,
        CancellationToken cancel
    )
    {
        if (!admin.Opens(request))
            return Problems.Unauthorized($"Send the admin's key in the header {AdminKey.Header}.");
        if (await watches.ReadAsync(watch, cancel) is not { } stored)
            return Problems.NotFound($"There is no watch '{watch}'.");
        var (line, problem) = await ReadAsync(request, id, cancel);
        if (line is null)
            return problem!;
        var lines = stored.Definition.RedLines.ToList();
        var place = lines.FindIndex(l => l.Id == id);
        var isNew = place < 0;
        if (isNew)
            lines.Add(line);
        else
            lines[place] = line;
        place = isNew ? lines.Count - 1 : place;
        var changed = stored.Definition with { RedLines = lines };
        if (CompiledWatch.Compile(changed, out var errors) is null)
            return Problems.Invalid("The red line cannot be evaluated.", [.. errors.Select(e => Field(e, place))]);
        await watches.PutRedLineAsync(watch, line, place, cancel);
        await queue.SendAsync(QueueNames.Evaluate, new EvaluateMessage(watch), cancel);
        return TypedResults.Json(
            line,
            WatchJson.Default.RedLine,
            statusCode: isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK
        );
    }

    static async Task<(RedLine?, IResult?)> ReadAsync(HttpRequest request, string id, CancellationToken cancel)
    {
        try
        {
            var limited = await ReadBodyAsync(request, cancel);
            if (limited is null)
                return (null, Problems.TooLarge($"A red line has at most {MostBytes} bytes."));
            if (JsonNode.Parse(limited, documentOptions: new() { MaxDepth = 8 }) is not JsonObject body)
                return (null, Problems.Invalid("The body must be a JSON object.", []));
            if (
                body["id"] is { } given
                && (given.GetValueKind() != JsonValueKind.String || given.GetValue<string>() != id)
            )
                return (
                    null,
                    Problems.Invalid(
                        "The body names another red line than the address.",
                        [new("id", $"Leave it out, or set it to '{id}'.")]
                    )
                );
            body["id"] = id;
            return (body.Deserialize(WatchJson.Default.RedLine), null);
        }
        catch (JsonException e)
        {
            var field = e.Path is { Length: > 2 } path ? path[2..] : "";
            return (null, Problems.Invalid("The body is not a red line.", [new(field, Explain(e.Message))]));
        }
    }

    // The serializer speaks of C#; admins do not.
    static string Explain(string message) =>
        message.Contains("allow null", StringComparison.Ordinal) ? "It must not be null."
        : message.Contains(nameof(Severity), StringComparison.Ordinal) ? $"It must be one of {Words<Severity>()}."
        : message.Contains(nameof(BlindPolicy), StringComparison.Ordinal) ? $"It must be one of {Words<BlindPolicy>()}."
        : message.Split(" Path:")[0].Split(" LineNumber:")[0];

    static string Words<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant();

    static async Task<byte[]?> ReadBodyAsync(HttpRequest request, CancellationToken cancel)
    {
        using var body = new MemoryStream();
        var buffer = new byte[8192];
        while (await request.Body.ReadAsync(buffer, cancel) is > 0 and var count)
        {
            body.Write(buffer, 0, count);
            if (body.Length > MostBytes)
                return null;
        }
        return body.ToArray();
    }

    static FieldProblem Field(DefinitionError error, int place)
    {
        var mine = $"redLines[{place}].";
        var field = error.Path.StartsWith(mine, StringComparison.Ordinal) ? error.Path[mine.Length..] : error.Path;
        return new(field, error.Message, error.At?.Line, error.At?.Column);
    }
}
