using IndicatorAlerts.Access.Keys;
using IndicatorAlerts.Status;
using Microsoft.Net.Http.Headers;

namespace IndicatorAlerts.Access;

/// <summary>A caller, or why the request has none.</summary>
/// <param name="Caller">Null when it has none.</param>
/// <param name="Reason">For people.</param>
public readonly record struct Recognition(Caller? Caller, string Reason = "");

/// <summary>Finds out who asks.</summary>
public sealed class Callers(AdminKey admin, KeyRing keys, FailureLimit failures, TimeProvider time)
{
    const string Hint = "Send a key in the header X-Api-Key, or as 'Authorization: Bearer …'.";
    const string Realm = "Bearer realm=\"IndicatorAlerts\"";

    /// <summary>The caller of a request, or the answer that turns it away.</summary>
    public async Task<(Caller? Caller, IResult? Refusal)> FindAsync(HttpContext context)
    {
        if (Credentials.Of(context.Request) is not { } given)
            return (null, Unauthorized(context, Hint, Realm));
        var found = await RecognizeAsync(given, context);
        if (found is { Caller: { } caller })
            return (caller, null);
        if (failures.IsReached(context))
            return (null, Problems.TooMany("Too many wrong keys came from your address. Wait a minute.", context, 60));
        failures.Count(context);
        return (null, Unauthorized(context, found.Reason, Realm + ", error=\"invalid_token\""));
    }

    async Task<Recognition> RecognizeAsync(string given, HttpContext context)
    {
        if (admin.Opens(given))
            return new(AdminKey.Caller);
        if (ApiKey.IdOf(given) is not { } id)
            return new(null, "This is no key. " + Hint);
        return await FindKeyAsync(id, context) is { } key && key.Is(given)
            ? key.WhyShut(time.GetUtcNow()) is { } shut
                ? new(null, shut)
                : await UsedAsync(key, context)
            : new(null, "This key is not known.");
    }

    // Guesses beyond the limit cost no read of Storage, and keys that are known go on opening beside them.
    async ValueTask<ApiKey?> FindKeyAsync(string id, HttpContext context) =>
        !keys.Knows(id) && failures.IsReached(context) ? null : await keys.FindAsync(id, context.RequestAborted);

    async Task<Recognition> UsedAsync(ApiKey key, HttpContext context)
    {
        await keys.UsedAsync(key, context.RequestAborted);
        return new(key.Caller);
    }

    static IResult Unauthorized(HttpContext context, string reason, string challenge)
    {
        context.Response.Headers[HeaderNames.WWWAuthenticate] = challenge;
        return Problems.Unauthorized(reason);
    }
}
