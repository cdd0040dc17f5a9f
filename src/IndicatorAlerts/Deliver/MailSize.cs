using System.Text;

namespace IndicatorAlerts.Deliver;

/// <summary>How large a mail may be: mail programs cut off what is longer, and with it the way to unsubscribe.</summary>
static class MailSize
{
    const int MostBytes = 100_000;

    /// <summary>Whether a mail of both texts and its pictures, as they are sent, is small enough.</summary>
    public static bool Fits(string html, string text, IEnumerable<MailImage> images) =>
        Encoding.UTF8.GetByteCount(html)
            + Encoding.UTF8.GetByteCount(text)
            + images.Sum(i => (i.Png.Length + 2) / 3 * 4)
        <= MostBytes;
}
