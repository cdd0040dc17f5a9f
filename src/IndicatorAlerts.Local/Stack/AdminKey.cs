using System.Buffers.Text;
using System.Security.Cryptography;

namespace IndicatorAlerts.Local.Stack;

/// <summary>The admin key of this clone: made once, and readable by its owner alone.</summary>
internal static class AdminKey
{
    public static string Ensure(string file)
    {
        if (File.Exists(file))
            return File.ReadAllText(file).Trim();
        var key = New();
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(file, options);
        writer.WriteLine(key);
        return key;
    }

    /// <summary>256 random bits, safe in a header or an address.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
