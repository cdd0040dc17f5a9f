using System.Text.RegularExpressions;

namespace IndicatorAlerts.Tests.Docs;

/// <summary>A step that a document tells its reader to do: save a file, or run a command that prints something.</summary>
abstract record DocumentStep
{
    /// <summary>The fenced blocks of a document: <c>```yaml NAME</c> and <c>```csv NAME</c> are files, <c>```sh</c> is a command, <c>```text</c> what it prints.</summary>
    public static IEnumerable<DocumentStep> Read(string document)
    {
        string? command = null;
        foreach (Match block in Regex.Matches(document, @"^```(?<kind>\w+) ?(?<name>\S*)\n(?<text>.*?)^```$", Options))
        {
            var (name, text) = (block.Groups["name"].Value, block.Groups["text"].Value);
            switch (block.Groups["kind"].Value)
            {
                case "sh":
                    command = text.Trim();
                    break;
                case "text" when command is not null:
                    yield return new CommandStep(command, text.TrimEnd('\n').Split('\n'));
                    command = null;
                    break;
                case var _ when name.Length > 0:
                    yield return new FileStep(name, text);
                    break;
                case var kind:
                    throw new InvalidDataException($"A block of '{kind}' is no step: {text}");
            }
        }
        if (command is not null)
            throw new InvalidDataException($"What '{command}' prints is not shown.");
    }

    const RegexOptions Options = RegexOptions.Multiline | RegexOptions.Singleline;
}

sealed record FileStep(string Name, string Text) : DocumentStep;

/// <param name="Command">One line.</param>
/// <param name="Output">Lines, all that are printed; <c>…</c> stands for what varies.</param>
sealed record CommandStep(string Command, string[] Output) : DocumentStep
{
    /// <summary>The first line that differs from what the document shows, or null.</summary>
    public string? Differs(IReadOnlyList<string> printed)
    {
        for (var i = 0; i < Math.Max(Output.Length, printed.Count); i++)
        {
            var (expected, actual) = (Output.ElementAtOrDefault(i), printed.ElementAtOrDefault(i));
            if (expected is null || actual is null || !Pattern(expected).IsMatch(actual))
                return $"{Command}: the document shows '{expected}', printed was '{actual}' among:\n{string.Join('\n', printed)}";
        }
        return null;
    }

    static Regex Pattern(string line) => new($"^{Regex.Escape(line).Replace("…", ".*", StringComparison.Ordinal)}$");
}
