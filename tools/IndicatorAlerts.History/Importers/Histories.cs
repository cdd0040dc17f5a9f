using IndicatorAlerts.RedLines;

namespace IndicatorAlerts.History.Importers;

/// <summary>All files of recorded history as rows of a watch's indicators.</summary>
public static class Histories
{
    /// <summary>Rows with the lags at which they were published, or as if all had been known at once.</summary>
    /// <param name="folder">Where the files are.</param>
    /// <param name="watch">Whose sources say what of the files counts.</param>
    /// <param name="lags">False: known when observed.</param>
    public static HistoryRows Read(string folder, Watch watch, bool lags = true)
    {
        var rows = new HistoryRows(watch, lags);
        Quakes.Import(folder, rows);
        Launches.Import(folder, rows);
        Lists.Provocations(folder, rows);
        Lists.Russia(folder, rows);
        Lists.StateMedia(folder, rows);
        Dyads.Import(folder, rows);
        Markets.Import(folder, rows);
        return rows;
    }
}
