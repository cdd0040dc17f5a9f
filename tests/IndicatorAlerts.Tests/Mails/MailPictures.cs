using IndicatorAlerts.Deliver;
using IndicatorAlerts.Mails;
using IndicatorAlerts.RedLines.Evaluation;
using IndicatorAlerts.Subscribe;
using Xunit;

namespace IndicatorAlerts.Tests.Mails;

/// <summary>Writes sample mails as pages, to be looked at and for the pictures in docs/mail.md; runs only when it is asked for.</summary>
public class MailPictures
{
    [Fact(Explicit = true)]
    public async Task Sample_mails_are_written_as_pages()
    {
        var folder = Directory.CreateDirectory(
            Environment.GetEnvironmentVariable("MAIL_PICTURES") ?? Path.Combine(Path.GetTempPath(), "mail-pictures")
        );
        var crossed = Sample.Dossiers(
            Sample.Watch(Sample.Fall, Sample.Shocked, Sample.Test),
            Sample.Series(),
            Sample.Crossed.AddDays(2)
        );
        await WriteAsync(folder, "crossed", await Sample.MailAsync([Sample.One(NotificationKind.Crossed)]));
        await WriteAsync(
            folder,
            "grouped",
            await Sample.MailAsync([.. crossed.Where(d => d.Alert.Kind == NotificationKind.Crossed)])
        );
        await WriteAsync(folder, "cleared", await Sample.MailAsync([Sample.One(NotificationKind.Cleared)]));
        await WriteAsync(folder, "blind", await Sample.MailAsync([Sample.One(NotificationKind.Blind)]));
        // The Monday after the test.
        var to = new DateTimeOffset(2017, 9, 4, 3, 0, 0, TimeSpan.Zero);
        var request = DigestStoriesTests.Request() with { Rhythm = Rhythm.Weekly, From = to.AddDays(-7), To = to };
        var digest = new DigestStories(request, new("https://alerts.example.org/"), "IndicatorAlerts").Tell([
            DigestStoriesTests.Source(to),
        ])!;
        await WriteAsync(
            folder,
            "digest",
            await DigestMail.WriteAsync(request, digest, new("https://alerts.example.org/"))
        );
        Assert.Equal(5, folder.GetFiles("*.html").Length);
    }

    static async Task WriteAsync(DirectoryInfo folder, string name, Mail mail)
    {
        var copy = Sample.CopyOf(mail);
        var html = mail.Images.Aggregate(
            copy.Html,
            (page, image) =>
                page.Replace(
                    $"cid:{image.Name}",
                    $"data:image/png;base64,{Convert.ToBase64String(image.Png)}",
                    StringComparison.Ordinal
                )
        );
        await File.WriteAllTextAsync(
            Path.Combine(folder.FullName, name + ".html"),
            html,
            TestContext.Current.CancellationToken
        );
        await File.WriteAllTextAsync(
            Path.Combine(folder.FullName, name + ".txt"),
            $"Subject: {copy.Subject}\nImages: {string.Join(", ", mail.Images.Select(i => i.Png.Length))}; HTML {mail.Html.Length}; text {mail.Text.Length}\n\n{copy.Text}",
            TestContext.Current.CancellationToken
        );
    }
}
