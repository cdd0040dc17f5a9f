using IndicatorAlerts.OpenApi;

namespace IndicatorAlerts.Access;

/// <summary>Who may use an endpoint.</summary>
/// <param name="Least">The least role.</param>
/// <param name="ChecksWatch">Whether the handler asks <see cref="Caller.MayTouch"/> itself, the route naming no watch.</param>
public sealed record RequiredRole(Role Least, bool ChecksWatch);

/// <summary>Who may ask for what.</summary>
public static class AccessRules
{
    const string Key = "caller";

    /// <summary>Lets only callers pass that have at least a role: else 401 or 403.</summary>
    /// <remarks>
    /// Callers that are limited to watches pass only where the route names one of theirs as <c>{watch}</c>, or where the handler
    /// <paramref name="checksWatch"/>.
    /// </remarks>
    public static TBuilder Require<TBuilder>(this TBuilder endpoint, Role least, bool checksWatch = false)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint
            .WithMetadata(new RequiredRole(least, checksWatch))
            .Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden)
            // An app without the gate must not stand open.
            .AddEndpointFilter(
                (context, next) =>
                {
                    _ = context.HttpContext.Caller();
                    return next(context);
                }
            );

    /// <summary>Who asks, on an endpoint that requires a role.</summary>
    public static Caller Caller(this HttpContext context) =>
        context.KnownCaller() ?? throw new InvalidOperationException("The endpoint requires no role.");

    /// <summary>The same; null where the endpoint requires no role.</summary>
    public static Caller? KnownCaller(this HttpContext context) => context.Items[Key] as Caller;

    internal static void Admit(this HttpContext context, Caller caller) => context.Items[Key] = caller;

    /// <summary>Why a caller may not use an endpoint; null when it may.</summary>
    internal static string? Refusal(Caller caller, IReadOnlyList<RequiredRole> rules, string? watch)
    {
        var least = rules.Max(r => r.Least);
        if (caller.Role < least)
            return $"This needs the role '{NameOf(least)}'; you have '{NameOf(caller.Role)}'.";
        if (caller.Watches is null)
            return null;
        if (watch is not null)
            return caller.MayTouch(watch) ? null : $"You may not touch the watch '{watch}'.";
        return rules.Any(r => r.ChecksWatch)
            ? null
            : "You are limited to some watches, and this is not about one watch.";
    }

    internal static string NameOf(Role role) => role.ToString().ToLowerInvariant();
}
