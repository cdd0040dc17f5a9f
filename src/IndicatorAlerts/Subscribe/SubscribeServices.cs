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
            .ValidateOnStart();
        services.AddSingleton<ReaderSecrets>();
        services.AddSingleton<ReaderLinks>();
        services.AddSingleton<Audience>();
        services.AddSingleton<ReaderTable>();
        services.AddSingleton<Readers>();
        services.AddSingleton<Suppressions>();
    }
}
