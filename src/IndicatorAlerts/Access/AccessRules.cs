using IndicatorAlerts.Admin;
using IndicatorAlerts.Status;

namespace IndicatorAlerts.Access;

/// <summary>Who may ask for what.</summary>
public static class AccessRules
{
    const string Key = "caller";

    /// <summary>
    /// Lets only callers pass that have at least a role and, where the route names a <c>{watch}</c>, may touch it: else 401 or 403.
    /// </summary>
    public static TBuilder Require<TBuilder>(this TBuilder endpoint, Role least)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.AddEndpointFilter(
            async (context, next) =>
            {
                var http = context.HttpContext;
                if (!http.RequestServices.GetRequiredService<AdminKey>().Opens(http.Request))
                    return Problems.Unauthorized($"Send the admin's key in the header {AdminKey.Header}.");
                var caller = new Caller("admin", Role.Admin);
                if (caller.Role < least)
                    return Problems.Forbidden($"This needs the role '{least.ToString().ToLowerInvariant()}'.");
                http.Items[Key] = caller;
                return await next(context);
            }
        );

    /// <summary>Who asks, on an endpoint that requires a role.</summary>
    public static Caller Caller(this HttpContext context) =>
        context.Items[Key] as Caller ?? throw new InvalidOperationException("The endpoint requires no role.");
}
