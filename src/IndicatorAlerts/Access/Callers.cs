using IndicatorAlerts.Access.Entra;
using IndicatorAlerts.Access.Guards;
using IndicatorAlerts.Access.Keys;
using IndicatorAlerts.Access.Sessions;
using IndicatorAlerts.Status;

namespace IndicatorAlerts.Access;

/// <summary>A caller, or why the request has none.</summary>
/// <param name="Caller">Null when it has none.</param>
/// <param name="Reason">For people.</param>
/// <param name="Status">Of the refusal: 401, 403 or 429.</param>
public readonly record struct Recognition(
    Caller? Caller,
    string Reason = "",
    int Status = StatusCodes.Status401Unauthorized
);

/// <summary>Finds out who asks: by a key, a token of Entra ID, or a session.</summary>
public sealed class Callers(
    AdminKey admin,
    KeyRing keys,
    EntraTokens entra,
    PageSessions sessions,
    FailureLimit failures,
    TimeProvider time
)
{
    const int Minute = 60;
    const string Realm = "Bearer realm=\"IndicatorAlerts\"";
    const string Hint = "Send a key in the header X-Api-Key, or as 'Authorization: Bearer …'.";

    /// <summary>The caller of a request, or the answer that turns it away.</summary>
    public async Task<(Caller? Caller, IResult? Refusal)> FindAsync(HttpContext context)
    {
        var given = Credentials.Of(context.Request);
        if (given is null && !PageSessions.IsIn(context))
            return (null, Unauthorized(context, Hint, Realm));
        var found = Counted(
            given is null ? await RecognizeSessionAsync(context) : await RecognizeAsync(given, context),
            context
        );
        return found.Status switch
        {
            _ when found.Caller is not null => (found.Caller, null),
            StatusCodes.Status403Forbidden => (null, Problems.Forbidden(found.Reason)),
            StatusCodes.Status429TooManyRequests => (null, Problems.TooMany(found.Reason, context, Minute)),
            _ => (null, Unauthorized(context, found.Reason, Realm + ", error=\"invalid_token\"")),
        };
    }

    /// <summary>Who comes with a key that a person typed in.</summary>
    public async Task<Recognition> FindByKeyAsync(string key, HttpContext context) =>
        Counted(await RecognizeKeyAsync(key, context), context);

    async Task<Recognition> RecognizeSessionAsync(HttpContext context)
    {
        var session = await sessions.FindAsync(context);
        return session.Caller is null || Faults.IsRead(context.Request) || await sessions.IsOurOwnAsync(context)
            ? session
            : new(
                null,
                $"A change made with a session needs the page's token, in the header {PageSessions.AntiforgeryHeader} or the form.",
                StatusCodes.Status403Forbidden
            );
    }

    Task<Recognition> RecognizeAsync(string given, HttpContext context) =>
        entra.IsOn && EntraTokens.IsToken(given) ? entra.RecognizeAsync(context) : RecognizeKeyAsync(given, context);

    async Task<Recognition> RecognizeKeyAsync(string given, HttpContext context)
    {
        if (admin.Opens(given))
            return new(AdminKey.Caller);
        if (ApiKey.IdOf(given) is not { } id)
            return new(null, "This is no key. " + Hint);
        if (await FindKeyAsync(id, context) is not { } key || !key.Is(given))
            return new(null, "This key is not known.");
        if (key.WhyShut(time.GetUtcNow()) is { } shut)
            return new(null, shut);
        await keys.UsedAsync(key, context.RequestAborted);
        return new(key.Caller);
    }

    // Guesses beyond the limit cost no read of Storage, and keys that are known go on opening beside them.
    async ValueTask<ApiKey?> FindKeyAsync(string id, HttpContext context) =>
        !keys.Knows(id) && failures.IsReached(context) ? null : await keys.FindAsync(id, context.RequestAborted);

    Recognition Counted(Recognition found, HttpContext context)
    {
        if (found is not { Caller: null, Status: StatusCodes.Status401Unauthorized })
            return found;
        return failures.TryCount(context)
            ? found
            : new(
                null,
                "Too many wrong keys came from your address. Wait a minute.",
                StatusCodes.Status429TooManyRequests
            );
    }

    static IResult Unauthorized(HttpContext context, string reason, string challenge)
    {
        context.Response.Headers.WWWAuthenticate = challenge;
        return Problems.Unauthorized(reason);
    }
}
