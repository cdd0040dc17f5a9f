namespace IndicatorAlerts.Deliver;

/// <summary>The headers by which a mail program unsubscribes its user (RFC 8058).</summary>
static class ListHeaders
{
    public static Dictionary<string, string> Of(Letter letter) =>
        letter.OneClick is { } oneClick
            ? new()
            {
                ["List-Unsubscribe"] = $"<{oneClick.AbsoluteUri}>",
                ["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click",
            }
            : [];
}
