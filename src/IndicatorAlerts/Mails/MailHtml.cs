using System.Text.Encodings.Web;
using System.Text.Unicode;
using IndicatorAlerts.Deliver;
using Microsoft.AspNetCore.Html;
using RazorSlices;

namespace IndicatorAlerts.Mails;

/// <summary>Renders the slices of mails.</summary>
public static class MailHtml
{
    static readonly HtmlEncoder Encoder = CreateEncoder();

    /// <summary>
    /// Renders so that no shown value can make a tag of <see cref="Personal"/>: each percent sign in it is written as an entity.
    /// Tags must stand in the slice itself or come from <see cref="Tag"/>.
    /// </summary>
    public static async Task<string> RenderAsync(RazorSlice slice) => await slice.RenderAsync(Encoder);

    /// <summary>A tag of <see cref="Personal"/>, to be replaced in each reader's copy.</summary>
    public static HtmlString Tag(string tag) => new(tag);

    /// <summary>A small heading within a mail.</summary>
    /// <param name="level">2 to 4.</param>
    /// <param name="text">Encoded here.</param>
    public static HtmlString Heading(int level, string text) =>
        new($"<h{level} style=\"margin:22px 0 6px;font-size:16px;line-height:1.4;\">{Encoder.Encode(text)}</h{level}>");

    static HtmlEncoder CreateEncoder()
    {
        var settings = new TextEncoderSettings(UnicodeRanges.All);
        settings.ForbidCharacters('%');
        return HtmlEncoder.Create(settings);
    }
}
