using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using IndicatorAlerts.Local;
using IndicatorAlerts.Local.Processes;
using IndicatorAlerts.Local.Storage;
using IndicatorAlerts.Tests.Local;
using Xunit;

namespace IndicatorAlerts.Tests.Deliver;

/// <summary>A mail that the SMTP server took, as a parser that is not ours reads it.</summary>
public sealed record TakenMail
{
    public required string From { get; init; }
    public required IReadOnlyList<string> To { get; init; }
    public required bool Secure { get; init; }
    public string? User { get; init; }

    /// <summary>The connection.</summary>
    public required string Session { get; init; }

    /// <summary>As they stand in the mail, folded.</summary>
    public required IReadOnlyList<string> Headers { get; init; }
    public required string Subject { get; init; }
    public DateTimeOffset? Date { get; init; }
    public string? MessageId { get; init; }
    public required string Text { get; init; }
    public string? Html { get; init; }
    public required IReadOnlyList<TakenPart> Attachments { get; init; }

    /// <summary>All of it as it came, a character a byte.</summary>
    public required string Raw { get; init; }

    /// <summary>A header's value, unfolded; null when there is none.</summary>
    public string? Header(string name) =>
        Headers.FirstOrDefault(h => h.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)) is { } line
            ? line[(name.Length + 1)..].ReplaceLineEndings("").Trim()
            : null;
}

public sealed record TakenPart(string? Cid, string Type, string? Disposition, bool Related, string Sha256);

/// <summary>How the server speaks.</summary>
/// <param name="Security"><c>none</c>, <c>starttls</c> or <c>tls</c>.</param>
/// <param name="User">Whom it lets in; null: everybody.</param>
/// <param name="Password">Of the user.</param>
public sealed record SmtpServerOptions(string Security = "none", string? User = null, string? Password = null);

/// <summary>The npm package smtp-server as a process of its own: what it does to a mail stands in its script.</summary>
public sealed class SmtpServer : IAsyncDisposable
{
    static readonly string Folder = Path.Combine(Repository.Root, "tests/smtp");
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    readonly TemporaryFolder keys;
    readonly Journal<TakenMail> mails;
    readonly ChildProcess process;

    SmtpServer(TemporaryFolder keys, Journal<TakenMail> mails, ChildProcess process, int port) =>
        (this.keys, this.mails, this.process, Port) = (keys, mails, process, port);

    /// <summary>On 127.0.0.1, for which its certificate stands as <c>localhost</c>.</summary>
    public int Port { get; }

    /// <summary>The file with the certificate, for SSL_CERT_FILE.</summary>
    public string Certificate => Path.Combine(keys.Path, "cert.pem");

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<TakenMail> Mails => mails.Items;

    public static async Task<SmtpServer> StartAsync(SmtpServerOptions? options = null)
    {
        var cancel = Limits.OneMinute;
        options ??= new();
        var node = await AzuriteInstall.FindNodeAsync(cancel);
        await new NpmFolder(Folder, "smtp-server", "an SMTP server").EnsureAsync(
            TestContext.Current.SendDiagnosticMessage,
            cancel
        );
        var keys = new TemporaryFolder();
        WriteCertificate(keys.Path);
        var mails = new Journal<TakenMail>(10_000);
        var process = ChildProcess.Start(
            new()
            {
                Name = "smtp-server",
                File = node,
                Arguments = [Path.Combine(Folder, "server.mjs")],
                Environment = new Dictionary<string, string?>
                {
                    ["SMTP_SECURITY"] = options.Security,
                    ["SMTP_KEY"] = Path.Combine(keys.Path, "key.pem"),
                    ["SMTP_CERT"] = Path.Combine(keys.Path, "cert.pem"),
                    ["SMTP_USER"] = options.User,
                    ["SMTP_PASSWORD"] = options.Password,
                },
                OnLine = line => Read(line, mails),
            }
        );
        var said = await process.WaitForLineAsync(l => l.StartsWith("listening ", StringComparison.Ordinal), cancel);
        return new(keys, mails, process, int.Parse(said.Split(' ')[1], null));
    }

    public Task<TakenMail> WaitForMailAsync(Func<TakenMail, bool> matches) =>
        mails.WaitAsync(matches, Limits.OneMinute);

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        keys.Dispose();
    }

    static void Read(string line, Journal<TakenMail> mails)
    {
        if (line.StartsWith("mail ", StringComparison.Ordinal))
            mails.Add(JsonSerializer.Deserialize<TakenMail>(line[5..], Json)!);
    }

    static void WriteCertificate(string folder)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
        File.WriteAllText(Path.Combine(folder, "cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
    }
}
