using System.CommandLine;
using IndicatorAlerts.RedLines;
using static IndicatorAlerts.Commands.Refusals;

namespace IndicatorAlerts.Commands;

/// <summary><c>IndicatorAlerts pack …</c>.</summary>
static class PackCommands
{
    static readonly Argument<FileInfo> File = new("FILE") { Description = "The pack, a YAML file." };

    static readonly Option<string?> Server = new("--server")
    {
        Description =
            $"The address of a running service; its key is in the environment as {PackServer.KeyVariable}. Without it, Storage is written to directly.",
    };

    static readonly Option<bool> Prune = new("--prune")
    {
        Description = "Remove indicators and red lines that the pack does not name.",
    };

    public static Command Pack() =>
        new("pack", "Watch packs: indicators and red lines as YAML files.")
        {
            RedLineCommands.Check(),
            RedLineCommands.Test(),
            Diff(),
            Apply(),
            Export(),
        };

    static Command Diff()
    {
        var server = Needed();
        var history = new Option<string?>("--history")
        {
            Description =
                "Tell what added and changed red lines would have done over so much stored history, such as 365d.",
        };
        var diff = new Command(
            "diff",
            "Shows what applying a pack would change; exit code 2 when it would change something."
        )
        {
            File,
            server,
            Prune,
            history,
        };
        diff.SetAction(
            (parsed, cancel) =>
                PackApply.DiffAsync(
                    parsed.GetRequiredValue(File),
                    parsed.GetRequiredValue(server),
                    parsed.GetValue(Prune),
                    parsed.GetValue(history),
                    cancel
                )
        );
        return diff;
    }

    static Command Apply()
    {
        var on = new Option<int?>("--base")
        {
            Description =
                "The version of the watch that the plan was made on (0: none): refuses when it is another by now.",
        };
        var force = new Option<bool>("--force") { Description = "Apply on whatever is there." };
        var note = new Option<string?>("--note") { Description = "Why, for the versions and the audit log." };
        var apply = new Command("apply", "Puts a pack in the place of what is there of its watch, all or nothing.")
        {
            File,
            Server,
            Prune,
            on,
            force,
            note,
        };
        apply.SetAction(
            (parsed, cancel) =>
                PackApply.ApplyAsync(
                    new(
                        parsed.GetRequiredValue(File),
                        parsed.GetValue(Server),
                        parsed.GetValue(Prune),
                        parsed.GetValue(on),
                        parsed.GetValue(force),
                        parsed.GetValue(note)
                    ),
                    cancel
                )
        );
        return apply;
    }

    static Command Export()
    {
        var watch = new Argument<string>("WATCH") { Description = "The watch's id." };
        var server = Needed();
        var export = new Command("export", "Prints a watch as a pack, without tests.") { watch, server };
        export.SetAction(
            (parsed, cancel) =>
                PackApply.ExportAsync(parsed.GetRequiredValue(watch), parsed.GetRequiredValue(server), cancel)
        );
        return export;
    }

    static Option<string> Needed() => new(Server.Name) { Description = Server.Description, Required = true };

    /// <summary>A pack that is right; null when it is not, which is told to the person.</summary>
    internal static Watch? Read(FileInfo file) => ReadText(file)?.Pack;

    /// <inheritdoc cref="Read"/>
    internal static (Watch Pack, string Yaml)? ReadText(FileInfo file)
    {
        if (!file.Exists || file.Length > RedLines.Packs.Pack.MostCharacters)
        {
            Refuse(
                file.Exists
                    ? $"{file} is larger than {RedLines.Packs.Pack.MostCharacters} bytes."
                    : $"There is no file {file}."
            );
            return null;
        }
        var yaml = System.IO.File.ReadAllText(file.FullName);
        var pack = PackReading.Read(yaml, out var errors);
        Refuse([.. errors.Select(e => $"{file}:{e.Line}:{e.Column}: {e.Message}")]);
        return pack is null ? null : (pack, yaml);
    }
}
