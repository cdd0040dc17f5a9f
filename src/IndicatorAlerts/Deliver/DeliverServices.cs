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

    // Both may be asked within one claim.
    static int Ways(MailOptions options) => options.Fallback.Length > 0 ? 2 : 1;

    public static void AddDeliver(this IServiceCollection services)
    {
        services
            .AddOptions<MailOptions>()
            .BindConfiguration("Mail")
            .Validate(
                o => !o.Uses(MailOptions.SendGrid) || o.ApiKey.Length > 0,
                "Mail__ApiKey is not set: without a SendGrid key no alert can leave."
            )
            .ValidateSenders()
            .Validate(o => IsAddress(o.From), "Mail__From must be the sender's address, such as alerts@example.org.")
            .Validate(
                o => o.Readers.Count <= MostReaders && o.Readers.All(IsAddress),
                $"Mail__Recipients must list at most {MostReaders} addresses, parted by commas."
            )
            .Validate(o => IsWeb(o.SendGridUrl), "Mail__SendGridUrl must be an http or https address.")
            .Validate(o => o.TimeoutSeconds is > 0 and <= 240, "Mail__TimeoutSeconds must be above 0 and at most 240.")
            .Validate(
                o => o.ClaimSeconds > o.TimeoutSeconds * Ways(o),
                "Mail__ClaimSeconds must be above Mail__TimeoutSeconds, with a fallback above twice as much, or mail would be doubled."
            )
            .Validate(
                o => o.DoubtSeconds > o.TimeoutSeconds * Ways(o),
                "Mail__DoubtSeconds must be above Mail__TimeoutSeconds, with a fallback above twice as much, or mail would be doubled."
            )
            .Validate(
                o => !o.HasWebhook || EventSignature.IsKey(o.WebhookKey!),
                "Mail__WebhookKey must be the verification key of SendGrid's event webhook: an ECDSA public key in Base64."
            )
            .ValidateOnStart();
        services
            .AddOptions<TellingOptions>()
            .BindConfiguration("Alerts")
            .Validate(o => o.GroupSeconds is >= 0 and <= 300, "Alerts__GroupSeconds must be from 0 to 300.")
            .Validate(o => o.KeepDays is >= 1 and <= 3650, "Alerts__KeepDays must be from 1 to 3650.")
            .ValidateOnStart();
        services
            .AddOptions<SiteOptions>()
            .BindConfiguration("Site")
            .Validate(o => IsWeb(o.PublicUrl), "Site__PublicUrl must be an http or https address.")
            .ValidateOnStart();
        services.AddSingleton<AlertMail>();
        services.AddSingleton<DigestMail>();
        services.AddSingleton<MailBuilder>();
        services.AddSenders();
        services.AddSingleton<ProviderGate>();
        services.AddSingleton<FixedReaders>();
        services.AddSingleton<Deliveries>();
        services.AddSingleton<DeliveryIndex>();
        services.AddSingleton<SendTable>();
        services.AddSingleton<HeldMail>();
        services.AddSingleton<RecentSends>();
        services.AddSingleton<DigestBuilder>(s => s.GetRequiredService<DigestMail>().BuildAsync);
        services.AddSingleton<AlertDelivery>();
        services.AddSingleton<DeliveryPlanner>();
        services.AddSingleton<DeliveryEnd>();
        services.AddSingleton<DeliveryRecovery>();
        services.AddSingleton<DeliveryRetention>();
        services.AddSingleton<SendReaders>();
        services.AddSingleton<SendRecorder>();
        services.AddSingleton<Sending>();
        services.AddSingleton<EventSignature>();
        services.AddSingleton<ProviderEvents>();
        services.AddSingleton<WhyNot>();
        services.AddSingleton<PoisonQueues>();
    }

    /// <summary>What admins see of deliveries, and where the mail provider tells of them.</summary>
    public static void MapDeliver(this RouteGroupBuilder api)
    {
        api.MapEvents();
        api.MapDeliveries();
        api.MapWhy();
        api.MapPoison();
    }

    static bool IsAddress(string text) => MailAddress.TryCreate(text, out var address) && address.Address == text;

    static bool IsWeb(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
}
