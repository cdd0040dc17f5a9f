using System.Globalization;
using System.Text.Json;

namespace IndicatorAlerts.Local.Mails;

/// <summary>Mails in order of arrival, in memory and, when a folder is given, in one file for each accepted request.</summary>
/// <remarks>A file is complete before the sender hears 202: whoever was told yes finds the mail after a restart.</remarks>
internal sealed class MailStore
{
    private const long MaxBytes = 256L << 20;

    private readonly string? directory;
    private readonly Lock gate = new();
    private readonly Journal<Mail> mails;
    private long lastFile;

    public MailStore(int capacity, string? directory)
    {
        this.directory = directory;
        // The mails of one request share its text, so each bears its part of it.
        mails = new Journal<Mail>(capacity, MaxBytes, m => m.Request.Length / m.Accepted.Mails.Count);
        if (directory is not null)
            ReadBack(Directory.CreateDirectory(directory));
    }

    public IReadOnlyList<Mail> Mails => mails.Items;

    public long Dropped => mails.Dropped;

    public Task<Mail> WaitAsync(Func<Mail, bool> matches, CancellationToken cancel) => mails.WaitAsync(matches, cancel);

    public void Add(AcceptedRequest accepted)
    {
        lock (gate)
        {
            if (directory is not null)
                Write(accepted, Path.Combine(directory, $"{++lastFile:D8}.json"));
            Keep(accepted);
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            foreach (var accepted in mails.Items.Select(m => m.Accepted).Distinct())
                Forget(accepted);
            mails.Clear();
        }
    }

    private void Keep(AcceptedRequest accepted)
    {
        foreach (var mail in accepted.Mails)
        {
            foreach (var gone in mails.Add(mail))
            {
                if (gone == gone.Accepted.Mails[^1])
                    Forget(gone.Accepted);
            }
        }
    }

    private static void Write(AcceptedRequest accepted, string file)
    {
        using var request = JsonDocument.Parse(accepted.Json);
        var content = new MailFile(accepted.MessageId, accepted.ReceivedAt, request.RootElement);
        File.WriteAllBytes(file + ".part", JsonSerializer.SerializeToUtf8Bytes(content, MailFileJson.Default.MailFile));
        File.Move(file + ".part", file, overwrite: true);
        accepted.File = file;
    }

    private static void Forget(AcceptedRequest accepted)
    {
        if (accepted.File is not null)
            File.Delete(accepted.File);
    }

    private void ReadBack(DirectoryInfo folder)
    {
        foreach (var file in folder.GetFiles("????????.json").OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            if (!long.TryParse(Path.GetFileNameWithoutExtension(file.Name), CultureInfo.InvariantCulture, out lastFile))
                continue;
            Keep(Read(file.FullName));
        }
    }

    private static AcceptedRequest Read(string file)
    {
        try
        {
            var content = JsonSerializer.Deserialize(File.ReadAllBytes(file), MailFileJson.Default.MailFile)!;
            var request = content.Request.Deserialize(SendGridJson.Default.MailSendRequest)!;
            var json = content.Request.GetRawText();
            return new AcceptedRequest(content.MessageId, content.ReceivedAt, json, request) { File = file };
        }
        catch (Exception e) when (e is JsonException or NullReferenceException or InvalidOperationException)
        {
            throw new LocalStackException(
                $"The kept mail {file} cannot be read: delete that file, then start again.",
                e
            );
        }
    }
}
