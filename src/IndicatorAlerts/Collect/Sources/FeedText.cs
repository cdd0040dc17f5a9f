using System.Security.Cryptography;
using System.Text;

namespace IndicatorAlerts.Collect;

/// <summary>Texts of feeds, made fit for points.</summary>
static class FeedText
{
    const int LongestName = 200;

    /// <summary>A name as a point may have it. A longer one is told by its hash: cut, two long addresses would be one.</summary>
    public static string? Name(string? name) =>
        name is { Length: > LongestName }
            ? "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))
            : name;
}
