using System.Text.Json;
using System.Text.Json.Nodes;
using IndicatorAlerts.Access;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.OpenApi;
using IndicatorAlerts.RedLines;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.Status;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Admin;

/// <summary>Admins edit red lines; a change is effective at the watch's next instant.</summary>
public static class RedLineEndpoints
{
    const int MostBytes = 64 * 1024;
    const int MostConflicts = 20;

    public static void MapAdmin(this RouteGroupBuilder api) =>
        api.MapPut("watches/{watch}/red-lines/{id}", PutAsync)
            .Require(Role.Editor)
            .Describe("putRedLine", "Puts a red line in the place of the one of its id, or at the end.", "red lines")
            .Takes<RedLine>()
            .Gives<RedLine>()
            .Gives<RedLine>(StatusCodes.Status201Created)
            .Refuses(400, 404, 409, 413);

    static async Task<IResult> PutAsync(
        string watch,
        string id,
        HttpRequest request,
        WatchTable watches,
        WatchReferences references,
        QueueSender queue,
        CancellationToken cancel
    )
    {
        var (line, problem) = await ReadAsync(request, id, cancel);
        if (line is null)
            return problem!;
        for (var conflicts = 0; conflicts < MostConflicts; conflicts++)
        {
            if (await watches.ReadAsync(watch, cancel) is not { } stored)
                return Problems.NotFound($"There is no watch '{watch}'.");
            var lines = stored.Definition.RedLines.ToList();
            var place = lines.FindIndex(l => l.Id == id) is >= 0 and var found ? found : lines.Count;
            var isNew = place == lines.Count;
            lines = [.. lines[..place], line, .. lines.Skip(place + 1)];
            if (CompiledWatch.Compile(stored.Definition with { RedLines = lines }, out var errors) is not { } compiled)
                return Problems.Invalid("The red line cannot be evaluated.", [.. errors.Select(e => Field(e, place))]);
            if (await references.CheckAsync(compiled, cancel) is { } wrong)
                return Problems.Invalid("The red line cannot be evaluated.", [new("when", wrong)]);
            if (!await watches.TryPutRedLineAsync(stored, line, place, cancel))
                continue;
            await queue.SendAsync(QueueNames.Evaluate, new EvaluateMessage(watch), cancel);
            var status = isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK;
            return TypedResults.Json(line, WatchJson.Default.RedLine, statusCode: status);
        }
        return Problems.Conflict("Others change this watch at the same time; nothing was changed. Try again.");
    }

    static async Task<(RedLine?, IResult?)> ReadAsync(HttpRequest request, string id, CancellationToken cancel)
    {
        try
        {
            var limited = await ReadBodyAsync(request, cancel);
            if (limited is null)
                return (null, Problems.TooLarge($"A red line has at most {MostBytes} bytes."));
            if (
                JsonNode.Parse(limited, documentOptions: new() { MaxDepth = 8, AllowDuplicateProperties = false })
                is not JsonObject body
            )
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
            return (body.Deserialize(InputJson.Default.RedLine), null);
        }
        catch (JsonException e)
        {
            var field = e.Path is { Length: > 2 } path ? path[2..] : "";
            return (null, Problems.Invalid("The body is not a red line.", [new(field, Explain(e.Message))]));
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            return (null, Problems.Invalid("The body holds a text that is not Unicode, or a field twice.", []));
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
