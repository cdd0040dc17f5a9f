namespace IndicatorAlerts.Subscribe;

public static class SubscribeServices
{
    public static void AddSubscribe(this IServiceCollection services)
    {
        services
            .AddOptions<SubscribeOptions>()
            .BindConfiguration("Subscribe")
            .Validate(
                o => o.HasSecret,
                $"Subscribe__Secret must be at least {SubscribeOptions.LeastBytes} random bytes in Base64, as by 'openssl rand -base64 32'. Keep it: without it no reader's address can be read again."
            )
            .Validate(
                o => o is { RequestsPerHour: > 0, MailsPerDay: > 0 },
                "Subscribe__RequestsPerHour and Subscribe__MailsPerDay must be at least 1."
            )
            .ValidateOnStart();
        services.AddSingleton<ReaderSecrets>();
        services.AddSingleton<ReaderLinks>();
        services.AddSingleton<Audience>();
        services.AddSingleton<ReaderTable>();
        services.AddSingleton<MendingNotes>();
        services.AddSingleton<Tombstones>();
        services.AddSingleton<Readers>();
        services.AddSingleton<AskedMails>();
        services.AddSingleton<Suppressions>();
        services.AddSingleton<CallerLimit>();
        services.AddSingleton<WatchChoices>();
        services.AddSingleton<ReaderDesk>();
        services.AddSingleton<WelcomeLetters>();
        services.AddSingleton<Welcomes>();
        services.AddSingleton<ReaderTending>();
        services.AddSingleton<SubscriberCounts>();
    }
}
