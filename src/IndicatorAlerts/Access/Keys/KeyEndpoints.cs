using System.Text.Json;
using IndicatorAlerts.OpenApi;
using IndicatorAlerts.Status;

namespace IndicatorAlerts.Access.Keys;

/// <summary>Admins make, see and end keys.</summary>
public static class KeyEndpoints
{
    public static void MapKeys(this RouteGroupBuilder api)
    {
        api.MapGet("keys", AllAsync)
            .Require(Role.Admin)
            .Describe("listKeys", "All keys, revoked ones too, without the keys themselves.", "keys")
            .Gives<List<KeyAnswer>>();
        api.MapPost("keys", PostAsync)
            .Require(Role.Admin)
            .Describe("createKey", "Makes a key, which is shown this once.", "keys")
            .Takes<KeyRequest>()
            .Gives<NewKey>(StatusCodes.Status201Created)
            .Refuses(400, 413);
        api.MapDelete("keys/{id}", DeleteAsync)
            .Require(Role.Admin)
            .Describe("revokeKey", "Ends a key: at once here, within 10 seconds everywhere.", "keys")
            .GivesNothing()
            .Refuses(404);
    }

    static async Task<IResult> AllAsync(KeyTable keys, CancellationToken cancel) =>
        TypedResults.Json([.. (await keys.ListAsync(cancel)).Select(KeyAnswer.Of)], KeyJson.Default.ListKeyAnswer);

    static async Task<IResult> PostAsync(HttpRequest request, KeyMaker maker, CancellationToken cancel)
    {
        KeyRequest? wanted;
        try
        {
            wanted = await JsonSerializer.DeserializeAsync(request.Body, KeyJson.Default.KeyRequest, cancel);
        }
        catch (JsonException e)
        {
            var field = e.Path is { Length: > 2 } path ? path[2..] : "";
            return Problems.Invalid(
                "The body is no request for a key.",
                [new(field, "It is name, role, and if wanted watches and expiresAt.")]
            );
        }
        if (wanted is null)
            return Problems.Invalid("The body must be a JSON object.", []);
        if (maker.Check(wanted) is { Count: > 0 } errors)
            return Problems.Invalid("The key cannot be made.", errors);
        var made = await maker.MakeAsync(wanted, request.HttpContext.Caller(), cancel);
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(made, KeyJson.Default.NewKey, statusCode: StatusCodes.Status201Created);
    }

    static async Task<IResult> DeleteAsync(string id, HttpContext context, KeyMaker maker, CancellationToken cancel) =>
        ApiKey.IsId(id) && await maker.RevokeAsync(id, context.Caller(), cancel)
            ? TypedResults.NoContent()
            : Problems.NotFound("There is no such key.");
}
