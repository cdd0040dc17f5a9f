namespace IndicatorAlerts.Subscribe;

/// <summary>Answers whose address holds a secret.</summary>
static class SecretPages
{
    /// <summary>Keeps the address and the answer from caches, from other sites and from search engines.</summary>
    public static void Keep(IHeaderDictionary headers)
    {
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers["X-Robots-Tag"] = "noindex, nofollow";
        headers.XContentTypeOptions = "nosniff";
    }
}
