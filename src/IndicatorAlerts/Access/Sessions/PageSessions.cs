using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using IndicatorAlerts.Access.Guards;
using IndicatorAlerts.Access.Keys;
using IndicatorAlerts.Subscribe;

namespace IndicatorAlerts.Access.Sessions;

/// <summary>
/// Sessions of people on pages: a signed cookie that names a key and an end. Nothing is kept here; a session ends with its key.
/// </summary>
public sealed class PageSessions(ReaderSecrets secrets, AdminKey admin, KeyRing keys, TimeProvider time)
{
    /// <summary>The header, or the field of a form, that every change made with a session must bring.</summary>
    public const string AntiforgeryHeader = "X-Antiforgery";
    public const string AntiforgeryField = "antiforgery";

    // Browsers keep __Host- cookies from being set by other hosts or without TLS.
    internal const string Name = "ia-session";
    const string SecureName = "__Host-ia-session";
    const string Setting = "setting";
    const int SignatureBytes = 32;

    static readonly TimeSpan Length = TimeSpan.FromHours(4);

    /// <summary>Begins a session for who came with a key.</summary>
    public void Begin(HttpContext context, string key)
    {
        var (id, hash) =
            ApiKey.IdOf(key) is { } found && !admin.Opens(key) ? (found, ApiKey.HashOf(key)) : (Setting, admin.Hash!);
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var until = (time.GetUtcNow() + Length).ToUnixTimeSeconds();
        var content = string.Create(CultureInfo.InvariantCulture, $"{id}.{until}.{nonce}");
        var token = Base64Url.EncodeToString([.. Sign(content, hash), .. Encoding.ASCII.GetBytes(content)]);
        context.Response.Cookies.Append(NameFor(context), token, Options(context));
    }

    /// <summary>Ends it in this browser; elsewhere it ends with its time, or with its key.</summary>
    public static void End(HttpContext context) => context.Response.Cookies.Delete(NameFor(context), Options(context));

    /// <summary>Whether a request brings a session, valid or not.</summary>
    public static bool IsIn(HttpContext context) => context.Request.Cookies.ContainsKey(NameFor(context));

    /// <summary>The caller of a request by its session.</summary>
    public async Task<Recognition> FindAsync(HttpContext context)
    {
        if (
            context.Request.Cookies[NameFor(context)] is not { } token
            || Parse(token) is not var (signature, content, id, until)
            || until <= time.GetUtcNow().ToUnixTimeSeconds()
        )
            return Ended;
        if (id == Setting)
            return admin.Hash is { } hash && Is(signature, content, hash) ? new(AdminKey.Caller) : Ended;
        return
            ApiKey.IsId(id)
            && await keys.FindAsync(id, context.RequestAborted) is { } key
            && Is(signature, content, key.Hash)
            && key.WhyShut(time.GetUtcNow()) is null
            ? new(key.Caller)
            : Ended;
    }

    /// <summary>What forms of the page must send back as <see cref="AntiforgeryField"/>; empty without a session.</summary>
    public string Antiforgery(HttpContext context) =>
        context.Request.Cookies[NameFor(context)] is { } token
            ? Base64Url.EncodeToString(
                HMACSHA256.HashData(secrets.SessionKey, Encoding.UTF8.GetBytes("antiforgery " + token))
            )
            : "";

    /// <summary>Whether a change was asked for by a page of ours that knows the session.</summary>
    public async Task<bool> IsOurOwnAsync(HttpContext context)
    {
        var request = context.Request;
        var given =
            request.Headers[AntiforgeryHeader] is [{ } header] ? header
            : await Forms.ReadAsync(request, context.RequestAborted) is { } form ? (string?)form[AntiforgeryField]
            : null;
        return given is not null
            && CryptographicOperations.FixedTimeEquals(
                Encoding.UTF8.GetBytes(given),
                Encoding.UTF8.GetBytes(Antiforgery(context))
            );
    }

    static Recognition Ended => new(null, "Your session has ended.");

    bool Is(byte[] signature, string content, byte[] hash) =>
        CryptographicOperations.FixedTimeEquals(signature, Sign(content, hash));

    // With the key's hash, so that another key under the same name ends the session.
    byte[] Sign(string content, byte[] hash) =>
        HMACSHA256.HashData(secrets.SessionKey, (byte[])[.. Encoding.ASCII.GetBytes(content), 0, .. hash]);

    static (byte[] Signature, string Content, string Id, long Until)? Parse(string token)
    {
        if (token.Length > 300 || !Base64Url.IsValid(token))
            return null;
        var bytes = Base64Url.DecodeFromChars(token);
        if (bytes.Length <= SignatureBytes)
            return null;
        var content = Encoding.ASCII.GetString(bytes.AsSpan(SignatureBytes));
        return
            content.Split('.') is [var id, var until, _]
            && long.TryParse(until, NumberStyles.None, CultureInfo.InvariantCulture, out var end)
            ? (bytes[..SignatureBytes], content, id, end)
            : null;
    }

    static string NameFor(HttpContext context) => SecurityHeaders.IsHttps(context) ? SecureName : Name;

    static CookieOptions Options(HttpContext context) =>
        new()
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = SecurityHeaders.IsHttps(context),
            Path = "/",
            MaxAge = Length,
            IsEssential = true,
        };
}
