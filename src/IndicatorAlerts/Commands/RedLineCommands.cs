using System.CommandLine;
using IndicatorAlerts.RedLines.Packs;

namespace IndicatorAlerts.Commands;

/// <summary>What can be done with red lines on files alone, without storage.</summary>
static class RedLineCommands
{
    /// <summary>Exit code 1 and file:line:col for each mistake.</summary>
    public static Command Check()
    {
        var file = PackFile();
        var command = new Command("check", "Checks a pack: keys, values and expressions.") { file };
        command.SetAction(parsed => Report(parsed.GetValue(file)!, PackReading.Check, f => $"{f}: the pack is right."));
        return command;
    }

    /// <summary>Exit code 1 and file:line:col for each expectation that is not met.</summary>
    public static Command Test()
    {
        var file = PackFile();
        var command = new Command("test", "Runs the tests of a pack.") { file };
        command.SetAction(parsed =>
        {
            var count = 0;
            return Report(
                parsed.GetValue(file)!,
                yaml => Pack.Test(yaml, out count),
                f => $"{f}: {count} {(count == 1 ? "test holds" : "tests hold")}."
            );
        });
        return command;
    }

    /// <summary>Walks a watch over a file of observations.</summary>
    public static Command Replay()
    {
        var pack = new Option<FileInfo>("--pack") { Required = true, Description = "The pack." };
        var rows = new Option<FileInfo>("--observations")
        {
            Required = true,
            Description = "indicator,observed_at,value[,known_at] under a header.",
        };
        var from = new Option<string>("--from") { Required = true, Description = "First day or instant, UTC." };
        var to = new Option<string>("--to") { Required = true, Description = "Last day or instant, UTC." };
        var format = new Option<string>("--format")
        {
            Description = "json or text.",
            DefaultValueFactory = _ => "json",
        };
        format.AcceptOnlyFromAmong("json", "text");
        var events = new Option<FileInfo?>("--events") { Description = "at,name under a header: adds a scorecard." };
        var window = new Option<string>("--window")
        {
            Description = "How long before an event a crossing foretells it.",
            DefaultValueFactory = _ => "7d",
        };
        var late = new Option<string>("--late")
        {
            Description = "How long after an event a crossing still tells of it.",
            DefaultValueFactory = _ => "0s",
        };
        var every = new Option<string?>("--every")
        {
            Description = "A coarser grid than the pack's; what arrives is still judged at once.",
        };
        var command = new Command("replay", "Walks a watch over history.")
        {
            pack,
            rows,
            from,
            to,
            format,
            events,
            window,
            late,
            every,
        };
        command.SetAction(p =>
            ReplayCommand.Run(
                new(
                    p.GetValue(pack)!,
                    p.GetValue(rows)!,
                    p.GetValue(from)!,
                    p.GetValue(to)!,
                    p.GetValue(format) == "json",
                    p.GetValue(events),
                    p.GetValue(window)!,
                    p.GetValue(late)!,
                    p.GetValue(every)
                ),
                Console.Out,
                Console.Error
            )
        );
        return command;
    }

    static Argument<FileInfo> PackFile() =>
        new("file") { Description = "A pack, such as packs/korean-peninsula.yaml." };

    static int Report(FileInfo file, Func<string, IReadOnlyList<PackError>> errors, Func<FileInfo, string> right)
    {
        if (!file.Exists)
        {
            Console.Error.WriteLine($"There is no file {file}.");
            return 2;
        }
        var found = errors(File.ReadAllText(file.FullName));
        foreach (var error in found)
            Console.Error.WriteLine($"{file}:{error.Line}:{error.Column}: {error.Message}");
        if (found.Count == 0)
            Console.Out.WriteLine(right(file));
        return found.Count == 0 ? 0 : 1;
    }
}
