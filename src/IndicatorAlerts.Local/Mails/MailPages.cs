using System.Text;
using IndicatorAlerts.Local.Mails.Pages;

namespace IndicatorAlerts.Local.Mails;

/// <summary>What the list page shows: all mails counted, the newest listed, newest first.</summary>
public sealed record MailListModel(int Count, long Dropped, IReadOnlyList<Mail> Newest);

/// <summary>GET / lists mails, GET /mails/{id} shows one, GET /mails/{id}/html is its HTML part for the frame in that page.</summary>
internal static class MailPages
{
    private const int Listed = 200;

    private const string PagePolicy =
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; frame-src 'self'; "
        + "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    // Mail is written by strangers: no script, no request to anywhere, also when the address is opened by itself.
    private const string MailPolicy =
        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; "
        + "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    public static void MapMailPages(this WebApplication app, Mailbox mailbox)
    {
        app.Use(
            (context, next) =>
            {
                context.Response.Headers.ContentSecurityPolicy = PagePolicy;
                context.Response.Headers.XContentTypeOptions = "nosniff";
                context.Response.Headers["Referrer-Policy"] = "no-referrer";
                context.Response.Headers.CacheControl = "no-store";
                return next(context);
            }
        );
        app.MapGet(
            "/",
            () =>
            {
                var mails = mailbox.Mails;
                var model = new MailListModel(mails.Count, mailbox.Dropped, mails.Reverse().Take(Listed).ToList());
                return Results.RazorSlice<MailListPage, MailListModel>(model);
            }
        );
        app.MapGet(
            "/mails/{id}",
            (string id) =>
                mailbox.Find(id) is { } mail
                    ? Results.RazorSlice<MailPage, Mail>(mail)
                    : Results.Text("There is no such mail; it may have been deleted.", statusCode: 404)
        );
        app.MapGet(
            "/mails/{id}/html",
            (string id, HttpContext context) =>
                Html(mailbox.Find(id) is { } mail ? InlineImages.Show(mail) : null, context)
        );
        app.MapGet("/mailbox.css", () => Asset("mailbox.css", "text/css"));
        app.MapGet("/mailbox.js", () => Asset("mailbox.js", "text/javascript"));
    }

    private static IResult Html(string? html, HttpContext context)
    {
        if (html is null)
            return Results.NotFound();
        context.Response.Headers.ContentSecurityPolicy = MailPolicy;
        // A link opens a page of its own: inside the frame the mailbox's policy would leave it blank.
        return Results.Text($"<!doctype html><base target=\"_blank\">{html}", "text/html", Encoding.UTF8);
    }

    private static IResult Asset(string name, string type) =>
        Results.Stream(typeof(MailPages).Assembly.GetManifestResourceStream(name)!, $"{type}; charset=utf-8");
}
