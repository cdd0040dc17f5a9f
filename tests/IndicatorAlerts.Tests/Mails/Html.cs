using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Xunit;

namespace IndicatorAlerts.Tests.Mails;

/// <summary>Reads HTML as the standard says, and takes no error.</summary>
static class Html
{
    public static IHtmlDocument Parse(string html)
    {
        var parser = new HtmlParser(new() { IsStrictMode = true });
        try
        {
            return parser.ParseDocument(html);
        }
        catch (HtmlParseException e)
        {
            Assert.Fail($"{e.Message} at {e.Position}: {html.Split('\n')[e.Position.Line - 1]}");
            throw;
        }
    }
}
