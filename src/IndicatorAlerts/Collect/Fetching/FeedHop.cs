namespace IndicatorAlerts.Collect;

/// <summary>One request on the way to an answer: the first, or one that a redirect asks for.</summary>
/// <param name="Host">The host that the feed is known by, also where a mirror stands in for it.</param>
/// <param name="Address">Where the request goes, secrets included.</param>
/// <param name="Headers">By name, secrets included.</param>
sealed record FeedHop(string Host, Uri Address, IReadOnlyList<(string Name, string Value, bool IsSecret)> Headers)
{
    /// <exception cref="FeedException">The address is none that may be asked, or holds a secret that may not be told.</exception>
    public static FeedHop First(FeedRequest request, FeedOptions options, out FeedSecrets secrets)
    {
        Check(request.Address, "The address of the feed");
        var address = Mirrored(request.Address, options);
        secrets = new(
            options,
            request.Address.Host,
            address.Scheme == Uri.UriSchemeHttps || options.Allows(address.IdnHost, address.Port)
        );
        var filled = secrets.FillAddress(address);
        var headers = new List<(string, string, bool)>();
        foreach (var (name, value) in request.Headers)
            headers.Add((name, secrets.FillHeader(value), FeedSecrets.IsIn(value)));
        return new(request.Address.Host, filled, headers);
    }

    /// <exception cref="FeedException">The server points to where nothing may be asked.</exception>
    public FeedHop Follow(HttpResponseMessage response, FeedOptions options)
    {
        if (response.Headers.Location is not { } location || !Uri.TryCreate(Address, location, out var named))
            throw new FeedException($"{Host} redirects, without an address to go to.");
        Check(named, $"{Host} redirects, and the address");
        var next = Mirrored(named, options);
        var isOpen = next.Scheme == Uri.UriSchemeHttp && !options.Allows(next.IdnHost, next.Port);
        if (Address.Scheme == Uri.UriSchemeHttps && isOpen)
            throw new FeedException(
                $"{Host} redirects from https to http at {named.Host}, where others can read and change what is sent."
            );
        var isSame =
            Uri.Compare(
                Address,
                next,
                UriComponents.SchemeAndServer,
                UriFormat.Unescaped,
                StringComparison.OrdinalIgnoreCase
            ) == 0;
        // A redirect within a mirror stays with the host that it stands in for.
        return new(isSame ? Host : named.Host, next, isSame ? Headers : [.. Headers.Where(h => !h.IsSecret)]);
    }

    static Uri Mirrored(Uri address, FeedOptions options) =>
        options.Mirrors.TryGetValue(address.Host, out var mirror)
            ? new(mirror.TrimEnd('/') + address.PathAndQuery)
            : address;

    static void Check(Uri address, string what)
    {
        if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https"))
            throw new FeedException($"{what} must begin with http:// or https://.");
        if (address.UserInfo.Length > 0)
            throw new FeedException($"{what} must not hold a user name or password.");
    }
}
