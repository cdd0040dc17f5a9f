using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Deliver;

static class SenderServices
{
    public static OptionsBuilder<MailOptions> ValidateSenders(this OptionsBuilder<MailOptions> options) =>
        options
            .Validate(o => IsWay(o.Sender), "Mail__Sender must be sendgrid or smtp.")
            .Validate(
                o => o.Fallback.Length == 0 || IsWay(o.Fallback) && o.Fallback != o.Sender,
                "Mail__Fallback must be sendgrid or smtp, and not what Mail__Sender is."
            )
            .Validate(
                o => o.FallbackAfterSeconds is >= 0 and <= 86400,
                "Mail__FallbackAfterSeconds must be from 0 to 86400."
            )
            .Validate(
                o => !o.Uses(MailOptions.BySmtp) || Uri.CheckHostName(o.Smtp.Host) != UriHostNameType.Unknown,
                "Mail__Smtp__Host must be the name of the mail server, such as mail.example.org."
            )
            .Validate(o => o.Smtp.Port is >= 1 and <= 65535, "Mail__Smtp__Port must be from 1 to 65535.")
            .Validate(o => o.Smtp.SocketOptions is not null, "Mail__Smtp__Security must be starttls, tls or none.")
            .Validate(
                o => o.Smtp.User.Length == 0 == (o.Smtp.Password.Length == 0),
                "Mail__Smtp__User and Mail__Smtp__Password must be set both, or neither."
            )
            .Validate(
                o => o.Smtp.Security != "none" || o.Smtp.User.Length == 0,
                "Mail__Smtp__Security must be starttls or tls where there is a password, which would be sent in the clear."
            );

    public static void AddSenders(this IServiceCollection services)
    {
        services.AddSingleton<SendGridSender>();
        services.AddSingleton<SmtpSender>();
        services.AddSingleton<SenderHealthTable>();
        services.AddSingleton<IMailSender>(s =>
            Create(s, TimeSpan.FromSeconds(s.GetRequiredService<IOptions<MailOptions>>().Value.FallbackAfterSeconds))
        );
    }

    /// <summary>The sender of the settings, with its fallback where there is one.</summary>
    public static FallbackSender Create(IServiceProvider services, TimeSpan after)
    {
        var options = services.GetRequiredService<IOptions<MailOptions>>().Value;
        return new(
            Sender(services, options.Sender),
            options.Fallback is { Length: > 0 } other ? Sender(services, other) : null,
            after,
            services.GetRequiredService<SenderHealthTable>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<FallbackSender>>()
        );
    }

    static IMailSender Sender(IServiceProvider services, string way) =>
        way == MailOptions.BySmtp
            ? services.GetRequiredService<SmtpSender>()
            : services.GetRequiredService<SendGridSender>();

    static bool IsWay(string text) => text is MailOptions.SendGrid or MailOptions.BySmtp;
}
