using IndicatorAlerts.Access.Entra;
using IndicatorAlerts.Access.Guards;
using IndicatorAlerts.Access.Keys;
using IndicatorAlerts.Access.Sessions;
using IndicatorAlerts.Hosting;

namespace IndicatorAlerts.Access;

public static class AccessServices
{
    public static void AddAccess(this IServiceCollection services)
    {
        services
            .AddOptions<AdminOptions>()
            .BindConfiguration("Admin")
            .Validate(
                o => string.IsNullOrEmpty(o.Key) || o.Key.Length >= AdminOptions.LeastLength,
                $"Admin__Key must have at least {AdminOptions.LeastLength} characters."
            )
            .ValidateOnStart();
        services
            .AddOptions<LimitOptions>()
            .BindConfiguration("Limits")
            // There every request comes from the host on this machine, which all callers would share.
            .PostConfigure<IConfiguration>(
                (o, settings) =>
                    o.TrustedProxies =
                        o.TrustedProxies.Length == 0 && settings[FunctionsHost.PortSetting] is not null
                            ? "127.0.0.1,::1"
                            : o.TrustedProxies
            )
            .Validate(
                o => o.ReadProxies() is not null,
                "Limits__TrustedProxies must be addresses or networks such as 127.0.0.1 or 10.0.0.0/8, parted by commas."
            )
            .Validate(
                o => o is { ReadsPerMinute: > 0, WritesPerMinute: > 0, FailuresPerMinute: > 0 },
                "Limits__ReadsPerMinute, Limits__WritesPerMinute and Limits__FailuresPerMinute must be at least 1."
            )
            .Validate(o => o.RequestSeconds is >= 1 and <= 3600, "Limits__RequestSeconds must be from 1 to 3600.")
            .ValidateOnStart();
        services.AddSingleton<AdminKey>();
        services.AddSingleton<KeyTable>();
        services.AddSingleton<KeyRing>();
        services.AddSingleton<KeyMaker>();
        services.AddSingleton<FailureLimit>();
        services.AddSingleton<PageSessions>();
        services.AddSingleton<ClientAddress>();
        services.AddSingleton<Callers>();
        services.AddSingleton<Gate>();
        services.AddSingleton<AuditLog>();
        services.AddEntra();
        services.AddGuards();
    }
}
