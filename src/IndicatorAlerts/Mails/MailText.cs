using System.Text;

namespace IndicatorAlerts.Mails;

/// <summary>Builds the plain text of a mail, wrapped for reading; what others wrote goes in by <see cref="Line"/> only.</summary>
public sealed class MailText
{
    const int Width = 76;
    readonly StringBuilder text = new();

    /// <summary>A paragraph of what others may have written: nothing in it can be taken for a tag.</summary>
    public MailText Line(string line, string indent = "") => Own(Plain.Untagged(line, 3000), indent);

    /// <summary>A paragraph in which tags are meant.</summary>
    public MailText Own(string line, string indent = "")
    {
        var column = 0;
        foreach (var word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (column > 0 && column + 1 + word.Length > Width)
            {
                text.Append("\r\n").Append(' ', indent.Length);
                column = indent.Length;
            }
            else if (column > 0)
            {
                text.Append(' ');
                column++;
            }
            else
            {
                text.Append(indent);
                column = indent.Length;
            }
            text.Append(word);
            column += word.Length;
        }
        text.Append("\r\n");
        return this;
    }

    public MailText Heading(string heading) => Blank().Line(heading.ToUpperInvariant());

    /// <summary>An address on a line of its own, never broken.</summary>
    public MailText Link(string label, string address)
    {
        text.Append(label).Append(": ").Append(address).Append("\r\n");
        return this;
    }

    public MailText Blank()
    {
        text.Append("\r\n");
        return this;
    }

    /// <summary>What stands below every mail; see <c>Slices/MailLayout.cshtml</c>.</summary>
    public string Foot(MailFrame frame)
    {
        Blank().Own("-- ").Line(frame.Why);
        if (frame.ToReaders)
            Own($"You asked to be told of what is at least of severity {Deliver.Personal.Least}.")
                .Link("Change what you get", Deliver.Personal.Preferences)
                .Link("Unsubscribe", Deliver.Personal.Unsubscribe);
        return Line($"Sent by {frame.Sender}, {frame.Home.AbsoluteUri}").text.ToString();
    }
}
