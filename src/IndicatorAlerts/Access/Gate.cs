using IndicatorAlerts.Access.Sessions;
using IndicatorAlerts.Status;

namespace IndicatorAlerts.Access;

/// <summary>The one place where callers are let through or turned away, before anything of their request's body is read.</summary>
public sealed class Gate(Callers callers)
{
    /// <summary>Goes on where the endpoint requires no role, or the caller may use it.</summary>
    public async Task PassAsync(HttpContext context, RequestDelegate next)
    {
        var rules = context.GetEndpoint()?.Metadata.GetOrderedMetadata<RequiredRole>();
        if (rules is not { Count: > 0 })
        {
            await next(context);
            return;
        }
        var (caller, refusal) = await callers.FindAsync(context);
        if (caller is null)
        {
            var isPage = HttpMethods.IsGet(context.Request.Method) && context.Request.Path.StartsWithSegments("/ui");
            await (isPage ? SessionPages.SignInFirst(context.Request) : refusal!).ExecuteAsync(context);
            return;
        }
        if (AccessRules.Refusal(caller, rules, context.Request.RouteValues["watch"] as string) is { } reason)
        {
            await Problems.Forbidden(reason).ExecuteAsync(context);
            return;
        }
        context.Admit(caller);
        context.Response.Headers.CacheControl = "no-store";
        await next(context);
    }
}
