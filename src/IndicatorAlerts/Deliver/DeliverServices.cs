using System.Net.Mail;

namespace IndicatorAlerts.Deliver;

/// <summary>Where people reach this service.</summary>
public sealed record SiteOptions
{
    /// <summary>The address that links in mails begin with.</summary>
    public string PublicUrl { get; set; } = "http://localhost:7071";
}

public static class DeliverServices
{
    const int MostReaders = 1000;

    public static void AddDeliver(this IServiceCollection services)
    {
        services
            .AddOptions<MailOptions>()
            .BindConfiguration("Mail")
            .Validate(o => o.ApiKey.Length > 0, "Mail__ApiKey is not set: without a SendGrid key no alert can leave.")
            .Validate(o => IsAddress(o.From), "Mail__From must be the sender's address, such as alerts@example.org.")
            .Validate(
                o => o.Readers.Count is >= 1 and <= MostReaders && o.Readers.All(IsAddress),
                $"Mail__Recipients must list 1 to {MostReaders} addresses, parted by commas."
            )
            .Validate(o => IsWeb(o.SendGridUrl), "Mail__SendGridUrl must be an http or https address.")
            .Validate(o => o.TimeoutSeconds is > 0 and <= 240, "Mail__TimeoutSeconds must be above 0 and at most 240.")
            .Validate(
                o => o.ClaimSeconds > o.TimeoutSeconds,
                "Mail__ClaimSeconds must be above Mail__TimeoutSeconds, or mail would be doubled."
            )
            .ValidateOnStart();
        services
            .AddOptions<SiteOptions>()
            .BindConfiguration("Site")
            .Validate(o => IsWeb(o.PublicUrl), "Site__PublicUrl must be an http or https address.")
            .ValidateOnStart();
        services.AddSingleton<FindDossier>(_ => (_, _, _) => Task.FromResult<Alerts.Dossier?>(null));
        services.AddSingleton<AlertMail>();
        services.AddSingleton<DigestMail>();
        services.AddSingleton<IMailSender, SendGridSender>();
        services.AddSingleton<AlertDelivery>();
        services.AddSingleton<DeliveryRecovery>();
    }

    static bool IsAddress(string text) => MailAddress.TryCreate(text, out var address) && address.Address == text;

    static bool IsWeb(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
}
