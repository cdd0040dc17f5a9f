using System.Net.Mail;

namespace IndicatorAlerts.Operate;

/// <summary>Who operates this service.</summary>
public sealed record OperatorOptions
{
    /// <summary>Told of problems by mail; empty: they are logged only.</summary>
    public string Address { get; set; } = "";
}

/// <summary>The outside monitor that is told that all is well.</summary>
public sealed record HeartbeatOptions
{
    /// <summary>Asked for each minute while all is well; a secret. Empty: there is none.</summary>
    public string Url { get; set; } = "";

    public double TimeoutSeconds { get; set; } = 10;
}

public static class OperateServices
{
    public static void AddOperate(this IServiceCollection services)
    {
        services
            .AddOptions<OperatorOptions>()
            .BindConfiguration("Operator")
            .Validate(
                o => o.Address.Length == 0 || MailAddress.TryCreate(o.Address, out var a) && a.Address == o.Address,
                "Operator__Address must be a mail address, such as operator@example.org."
            )
            .ValidateOnStart();
        services
            .AddOptions<HeartbeatOptions>()
            .BindConfiguration("Heartbeat")
            .Validate(
                o =>
                    o.Url.Length == 0
                    || Uri.TryCreate(o.Url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https",
                "Heartbeat__Url must be an http or https address."
            )
            .Validate(
                o => o.TimeoutSeconds is > 0 and <= 60,
                "Heartbeat__TimeoutSeconds must be above 0 and at most 60."
            )
            .ValidateOnStart();
        services.AddSingleton<ProblemFinder>();
        services.AddSingleton<OperatorTable>();
        services.AddSingleton<OperatorMail>();
        services.AddSingleton<OperatorSender>();
        services.AddSingleton<OperatorWatch>();
        services.AddSingleton<Heartbeat>();
    }
}
