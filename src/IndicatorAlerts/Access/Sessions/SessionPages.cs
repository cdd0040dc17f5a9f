using IndicatorAlerts.Status;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IndicatorAlerts.Access.Sessions;

/// <summary>What the page for signing in shows.</summary>
/// <param name="Then">The page to go to afterwards, a path of ours.</param>
/// <param name="Error">Why it did not work; null at first.</param>
/// <param name="SignedIn">Who is signed in; null when nobody is.</param>
/// <param name="Antiforgery">For the form that signs out.</param>
public sealed record LoginPage(string Then, string? Error, string? SignedIn, string Antiforgery);

/// <summary>People sign in with a key.</summary>
public static class SessionPages
{
    const string Start = "/ui";

    public static void MapSessions(this WebApplication app)
    {
        var pages = app.MapGroup(Start);
        pages.MapGet("login", ShowAsync);
        pages.MapPost("login", SignInAsync);
        pages.MapPost("logout", SignOut).Require(Role.Reader, checksWatch: true);
    }

    /// <summary>Where to sign in, to come back to the page of a request.</summary>
    internal static IResult SignInFirst(HttpRequest request) =>
        TypedResults.LocalRedirect($"{Start}/login?then={Uri.EscapeDataString(request.Path + request.QueryString)}");

    static async Task<IResult> ShowAsync(string? then, HttpContext context, PageSessions sessions)
    {
        var session = await sessions.FindAsync(context);
        return Page(new(Local(then), null, session.Caller?.Name, sessions.Antiforgery(context)));
    }

    static async Task<IResult> SignInAsync(
        HttpContext context,
        Callers callers,
        PageSessions sessions,
        CancellationToken cancel
    )
    {
        // A page elsewhere must not sign people in as somebody else.
        if (context.Request.Headers["Sec-Fetch-Site"] is [{ } site] && site is not ("same-origin" or "none"))
            return Problems.Forbidden("Sign in on the page of this service.");
        if (await Forms.ReadAsync(context.Request, cancel) is not { } form || form["key"] is not [{ Length: > 0 } key])
            return Problems.Invalid("The form is not that of the page.", [new("key", "It needs one key.")]);
        var then = Local(form["then"]);
        var found = await callers.FindByKeyAsync(key.Trim(), context);
        if (found.Caller is null)
            return Page(new(then, found.Reason, null, ""), found.Status);
        sessions.Begin(context, key.Trim());
        return TypedResults.LocalRedirect(then);
    }

    static RedirectHttpResult SignOut(HttpContext context)
    {
        PageSessions.End(context);
        return TypedResults.LocalRedirect($"{Start}/login");
    }

    static Uncached Page(LoginPage page, int status = StatusCodes.Status200OK) =>
        new Uncached(Results.RazorSlice<Slices.Login, LoginPage>(page, status));

    // Only pages of ours: an address elsewhere could ask for the key again.
    static string Local(string? then) =>
        then is not null
        && (then == Start || then.StartsWith(Start + "/", StringComparison.Ordinal))
        && !then.Contains("//", StringComparison.Ordinal)
        && !then.Contains('\\')
        // What stands in a header.
        && then.All(c => c is > ' ' and <= '~')
            ? then
            : Start;

    sealed class Uncached(IResult page) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.CacheControl = "no-store";
            return page.ExecuteAsync(httpContext);
        }
    }
}
