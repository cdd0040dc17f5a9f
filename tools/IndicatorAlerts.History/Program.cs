using System.CommandLine;
using System.Text;
using IndicatorAlerts.History;
using IndicatorAlerts.History.Importers;
using IndicatorAlerts.History.Page;
using IndicatorAlerts.History.Record;

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
        .Read(
            parsed.GetValue(folder)!.FullName,
            WatchFile.Read(parsed.GetValue(pack)!.FullName),
            !parsed.GetValue(noLags)
        )
        .Write(output);
});
var page = new Command("page", "Writes docs/replay-korean-peninsula.md and its charts, the same each time.")
{
    folder,
    pack,
};
page.SetAction(parsed =>
{
    const string Docs = "docs/replay-korean-peninsula";
    var histories = parsed.GetValue(folder)!.FullName;
    var file = parsed.GetValue(pack)!.FullName;
    var pretended = Task.Run(() => HistoryReplay.Run(histories, file, lags: false));
    var (text, charts) = new ReplayPage(
        HistoryReplay.Run(histories, file),
        pretended.Result,
        Expectation.Read("packs/events/korean-peninsula.lines.csv"),
        EventOfRecord.Read("packs/events/korean-peninsula.csv")
    ).Make();
    Directory.CreateDirectory(Docs);
    File.WriteAllText(Docs + ".md", text);
    foreach (var (name, chart) in charts)
        File.WriteAllText(Path.Combine(Docs, name), chart);
});
return new RootCommand("Recorded history of the Korean Peninsula, for replay.") { observations, page }
    .Parse(args)
    .Invoke();
