using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace IndicatorAlerts.Access.Entra;

public static class EntraServices
{
    static readonly TimeSpan Skew = TimeSpan.FromMinutes(2);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static void AddEntra(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<EntraOptions>, EntraCheck>();
        services.AddOptions<EntraOptions>().BindConfiguration("Entra").ValidateOnStart();
        services.AddSingleton<EntraTokens>();
        // Not AddAuthentication: it would make keys for data protection at every start, and ask for a token at every request.
        services.AddSingleton<IPostConfigureOptions<JwtBearerOptions>, JwtBearerPostConfigureOptions>();
        services
            .AddOptions<JwtBearerOptions>(EntraTokens.Scheme)
            .Configure<IOptions<EntraOptions>, TimeProvider>((o, entra, time) => Set(o, entra.Value, time));
    }

    static void Set(JwtBearerOptions options, EntraOptions entra, TimeProvider time)
    {
        var authority = entra.ReadAuthority()!;
        options.Authority = authority.ToString();
        options.RequireHttpsMetadata = !authority.IsLoopback;
        options.BackchannelTimeout = Patience;
        options.MapInboundClaims = false;
        options.SaveToken = false;
        options.TokenValidationParameters = new()
        {
            ValidAudiences = entra.ReadAudiences(),
            // Entra ID signs with nothing else; a key that is public must never be taken for a shared secret.
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
            ValidateIssuerSigningKey = true,
            NameClaimType = "name",
            RoleClaimType = "roles",
            LifetimeValidator = (from, to, _, _) => IsAlive(from, to, time.GetUtcNow()),
        };
    }

    static bool IsAlive(DateTime? from, DateTime? to, DateTimeOffset now) =>
        to > (now - Skew).UtcDateTime && !(from > (now + Skew).UtcDateTime);

    sealed class EntraCheck : IValidateOptions<EntraOptions>
    {
        public ValidateOptionsResult Validate(string? name, EntraOptions options) =>
            options.Check() is { } wrong ? ValidateOptionsResult.Fail(wrong) : ValidateOptionsResult.Success;
    }
}
