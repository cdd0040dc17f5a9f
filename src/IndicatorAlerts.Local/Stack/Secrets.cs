using System.Buffers.Text;
using System.Security.Cryptography;

namespace IndicatorAlerts.Local.Stack;

/// <summary>The secrets of this clone: made once, and readable by their owner alone.</summary>
internal static class Secrets
{
    const int Bytes = 32;

    /// <summary>The admin's key, safe in a header or an address.</summary>
    public static string AdminKey(string folder) => Ensure(Path.Combine(folder, "admin-key"), NewKey);

    /// <summary>By which readers' addresses are encrypted.</summary>
    public static string SubscribeSecret(string folder) =>
        Ensure(
            Path.Combine(folder, "subscribe-secret"),
            () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes))
        );

    /// <summary>256 random bits, safe in a header or an address.</summary>
    public static string NewKey() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    static string Ensure(string file, Func<string> make)
    {
        if (File.Exists(file))
            return File.ReadAllText(file).Trim();
        var secret = make();
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(file, options);
        writer.WriteLine(secret);
        return secret;
    }
}
