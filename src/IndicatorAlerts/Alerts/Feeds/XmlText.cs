using System.Text;
using System.Xml;

namespace IndicatorAlerts.Alerts.Feeds;

/// <summary>Writes XML as UTF-8 bytes.</summary>
static class XmlText
{
    static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(false), Indent = true };

    public static byte[] Write(Action<XmlWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, Settings))
            write(xml);
        return bytes.ToArray();
    }

    /// <summary>An empty element with attributes.</summary>
    public static void Empty(this XmlWriter xml, string name, params (string Name, string Value)[] attributes)
    {
        xml.WriteStartElement(name);
        foreach (var (attribute, value) in attributes)
            xml.WriteAttributeString(attribute, value);
        xml.WriteEndElement();
    }
}
