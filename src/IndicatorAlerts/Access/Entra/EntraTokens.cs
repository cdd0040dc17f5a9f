using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Access.Entra;

/// <summary>Recognizes callers by Entra ID's bearer tokens.</summary>
public sealed class EntraTokens(
    IOptions<EntraOptions> options,
    IOptionsMonitor<JwtBearerOptions> jwt,
    ILoggerFactory logs
)
{
    public const string Scheme = "Entra";
    const string RolePrefix = "IndicatorAlerts.";

    /// <summary>Whether tokens are taken at all.</summary>
    public bool IsOn { get; } = options.Value.ReadAuthority() is not null;

    /// <summary>Whether a credential has the form of a token.</summary>
    public static bool IsToken(string given) => given.Count(c => c == '.') == 2;

    /// <summary>Checks the token of a request: signature, issuer, audience, times, and roles.</summary>
    public async Task<Recognition> RecognizeAsync(HttpContext context)
    {
        var handler = new JwtBearerHandler(jwt, logs, UrlEncoder.Default);
        await handler.InitializeAsync(new(Scheme, null, typeof(JwtBearerHandler)), context);
        var result = await handler.AuthenticateAsync();
        if (result.Principal is not { } user)
            return new(null, "This token is not valid here.");
        return CallerOf(user) is { } caller
            ? new(caller)
            : new(null, "Your account has no role in this service.", StatusCodes.Status403Forbidden);
    }

    /// <summary>The caller with the greatest of its roles; null when it has none.</summary>
    internal static Caller? CallerOf(ClaimsPrincipal user)
    {
        var roles = user.FindAll("roles").Select(c => RoleOf(c.Value)).OfType<(Role Role, string? Watch)>().ToList();
        if (roles.Count == 0)
            return null;
        var greatest = roles.Max(r => r.Role);
        // What a lesser role allows elsewhere is left out: nobody gets more than was said.
        var watches = roles.Where(r => r.Role == greatest).Select(r => r.Watch).Distinct().ToList();
        var id = Claim(user, "oid") ?? Claim(user, "sub") ?? "";
        var name = Claim(user, "name") ?? Claim(user, "azp") ?? id;
        return new(name, greatest, watches.Contains(null) ? null : [.. watches.OfType<string>()])
        {
            Id = $"entra:{id}",
        };
    }

    /// <summary>Reads <c>IndicatorAlerts.Editor</c>, <c>editor</c> or <c>editor:WATCH</c>; null when it is no role of ours.</summary>
    static (Role, string?)? RoleOf(string value)
    {
        var text = value.StartsWith(RolePrefix, StringComparison.OrdinalIgnoreCase)
            ? value[RolePrefix.Length..]
            : value;
        var (name, watch) = text.Split(':', 2) is [var head, var tail] ? (head, tail) : (text, null);
        foreach (var role in Enum.GetValues<Role>())
            if (name.Equals(AccessRules.NameOf(role), StringComparison.OrdinalIgnoreCase) && watch is not "")
                return (role, watch);
        return null;
    }

    static string? Claim(ClaimsPrincipal user, string type) => user.FindFirst(type)?.Value;
}
