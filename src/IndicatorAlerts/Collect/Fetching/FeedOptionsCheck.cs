using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Collect;

sealed class FeedOptionsCheck : IValidateOptions<FeedOptions>
{
    public ValidateOptionsResult Validate(string? name, FeedOptions options)
    {
        string[] wrong = [.. Wrong(options)];
        return wrong.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    static IEnumerable<string> Wrong(FeedOptions options)
    {
        if (options.TimeoutSeconds is not (> 0 and <= 240))
            yield return "Feeds__TimeoutSeconds must be above 0 and at most 240.";
        if (options.MaxBytes is not (>= 1024 and <= 256 * 1024 * 1024))
            yield return "Feeds__MaxBytes must be from 1024 to 268435456.";
        if (options.RetrySeconds is not (> 0 and <= 3600))
            yield return "Feeds__RetrySeconds must be above 0 and at most 3600.";
        if (!options.Mirrors.Values.All(IsWeb))
            yield return "Feeds__Mirrors__HOST must be an http or https address.";
        if (options.Proxy is { } proxy && !IsWeb(proxy))
            yield return "Feeds__Proxy must be an http or https address.";
        if (options.AllowedHosts.Any(h => FeedOptions.Place(h) is null))
            yield return "Feeds__AllowedHosts__N must be a host with its port, such as localhost:8080.";
        foreach (var (secret, its) in options.Secrets)
        {
            if (its.Value.Length == 0 || its.Value.Any(char.IsControl))
                yield return $"Feeds__Secrets__{secret}__Value must be one line of text.";
            if (Uri.CheckHostName(its.Host) == UriHostNameType.Unknown)
                yield return $"Feeds__Secrets__{secret}__Host must name the one host that is told the secret, without a port.";
        }
        foreach (
            var (setting, pace) in options
                .Hosts.Select(h => ($"Hosts__{h.Key}", h.Value))
                .Append(("EachHost", options.EachHost))
        )
        {
            if (pace.AtOnce is not (>= 1 and <= 100))
                yield return $"Feeds__{setting}__AtOnce must be from 1 to 100.";
            if (pace.SecondsBetween is not (>= 0 and <= 60))
                yield return $"Feeds__{setting}__SecondsBetween must be from 0 to 60.";
        }
    }

    static bool IsWeb(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";
}
