using System.CommandLine;
using System.Text;
using IndicatorAlerts.History;
using IndicatorAlerts.History.Importers;

var folder = new Argument<DirectoryInfo>("FOLDER") { Description = "The histories." };
var pack = new Option<FileInfo>("--pack")
{
    Description = "The pack whose indicators are filled.",
    DefaultValueFactory = _ => new("packs/korean-peninsula.yaml"),
};
var noLags = new Option<bool>("--no-lags") { Description = "As if everything had been known when it happened." };
var observations = new Command("observations", "Prints histories as observations for IndicatorAlerts replay.")
{
    folder,
    pack,
    noLags,
};
observations.SetAction(parsed =>
{
    using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false));
    Histories
        .Read(parsed.GetValue(folder)!.FullName, WatchFile.Read(parsed.GetValue(pack)!.FullName), !parsed.GetValue(noLags))
        .Write(output);
});
return new RootCommand("Recorded history of the Korean Peninsula, for replay.") { observations }.Parse(args).Invoke();
