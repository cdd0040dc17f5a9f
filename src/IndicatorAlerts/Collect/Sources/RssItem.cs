using System.Text;
using System.Xml;

namespace IndicatorAlerts.Collect;

/// <summary>An item of a news feed as its XML says it; what it does not say is null, and texts are never blank.</summary>
sealed class RssItem
{
    const int MostDepth = 100;
    const int LongestText = 100_000;
    const string DublinCore = "http://purl.org/dc/elements/1.1/";
    const string Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    string? published;
    string? updated;

    /// <summary>Where it starts, from 1.</summary>
    public long Line { get; private init; }

    public string? Title { get; private set; }

    public string? Summary { get; private set; }

    public string? Id { get; private set; }

    public string? Link { get; private set; }

    /// <summary>When it was published, or else changed: an item that is touched up is no new event.</summary>
    public string? Time => published ?? updated;

    /// <summary>Reads the element at which the reader stands, up to its end.</summary>
    public static async Task<RssItem> ReadAsync(XmlReader xml, CancellationToken cancel)
    {
        var item = new RssItem { Line = ((IXmlLineInfo)xml).LineNumber, Id = Filled(xml.GetAttribute("about", Rdf)) };
        var (depth, space) = (xml.Depth, xml.NamespaceURI);
        if (xml.IsEmptyElement)
            return item;
        while (await NextAsync(xml, cancel) && xml.Depth > depth)
        {
            // Deeper ones, and those of other namespaces, speak of pictures, authors and sources.
            if (xml.NodeType == XmlNodeType.Element && xml.Depth == depth + 1)
                if (xml.NamespaceURI == space)
                    await item.TakeAsync(xml, cancel);
                else if (xml is { NamespaceURI: DublinCore, LocalName: "date" })
                    item.published ??= await TextAsync(xml, cancel);
        }
        return item;
    }

    /// <summary>Goes to the next node; false at the end.</summary>
    /// <exception cref="FeedException">It is nested too deeply.</exception>
    public static async Task<bool> NextAsync(XmlReader xml, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (xml.Depth > MostDepth)
            throw new FeedException($"The answer is XML, but nested deeper than {MostDepth} elements.");
        return await xml.ReadAsync();
    }

    async Task TakeAsync(XmlReader xml, CancellationToken cancel)
    {
        switch (xml.LocalName)
        {
            case "title":
                Title ??= await TextAsync(xml, cancel);
                break;
            case "description" or "summary":
                Summary ??= await TextAsync(xml, cancel);
                break;
            case "guid" or "id":
                Id ??= await TextAsync(xml, cancel);
                break;
            case "pubDate" or "published":
                published ??= await TextAsync(xml, cancel);
                break;
            case "updated":
                updated ??= await TextAsync(xml, cancel);
                break;
            case "link" when xml.GetAttribute("rel") is null or "alternate":
                Link ??= Filled(xml.GetAttribute("href")) ?? await TextAsync(xml, cancel);
                break;
        }
    }

    // As far as anyone could want to read it; the rest is passed over without being held.
    static async Task<string?> TextAsync(XmlReader xml, CancellationToken cancel)
    {
        var depth = xml.Depth;
        if (xml.IsEmptyElement)
            return null;
        var (text, buffer) = (new StringBuilder(), new char[4096]);
        while (await NextAsync(xml, cancel) && xml.Depth > depth)
        while (
            xml.CanReadValueChunk
            && xml.HasValue
            && text.Length < LongestText
            && await xml.ReadValueChunkAsync(buffer, 0, buffer.Length) is > 0 and var count
        )
            text.Append(buffer, 0, count);
        return Filled(text.ToString());
    }

    static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
