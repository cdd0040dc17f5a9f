using IndicatorAlerts.Access.Keys;

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
        services.AddSingleton<ClientAddress>();
        services.AddSingleton<Callers>();
        services.AddSingleton<Gate>();
        services.AddSingleton<AuditLog>();
    }

    /// <summary>Turns away who may not use the endpoint that the request is for.</summary>
    public static void UseAccess(this WebApplication app) =>
        app.Use(
            (HttpContext context, RequestDelegate next) =>
                context.RequestServices.GetRequiredService<Gate>().PassAsync(context, next)
        );
}
