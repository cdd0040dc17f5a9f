namespace IndicatorAlerts.History.Importers;

/// <summary>Daily figures. A blank is a missing observation: no zero, and no change.</summary>
static class Markets
{
    public static void Import(string folder, HistoryRows rows)
    {
        Won(Path.Combine(folder, "fred_DEXKOUS_1981_2024.csv"), rows);
        Daily(
            Path.Combine(folder, "kospi_daily_1995_2024.csv"),
            "date",
            "kospi_close",
            "yyyy-MM-dd",
            (day, value) => rows.Add("kospi", Table.Seoul(day, 15, 30), value, Table.Seoul(day, 16))
        );
        Daily(
            Path.Combine(folder, "cboe_vix_daily_1990_2024.csv"),
            "DATE",
            "CLOSE",
            "yyyy-MM-dd",
            (day, value) =>
                rows.Add(
                    "vix",
                    Table.In("America/Chicago", day, 15, 15),
                    value,
                    Table.In("America/Chicago", day, 17, 30)
                )
        );
        Daily(
            Path.Combine(folder, "gpr_daily_1985_2024.csv"),
            "DAY",
            "GPRD_MA7",
            "yyyyMMdd",
            (day, value) => rows.Add("geopolitical-risk", Table.Utc(day), value, Table.Utc(Monday(day.AddDays(2)), 12))
        );
    }

    // The Federal Reserve's H.10 release brings a week's rates on the Monday after it, in the afternoon.
    static void Won(string file, HistoryRows rows) =>
        Daily(
            file,
            "observation_date",
            "DEXKOUS",
            "yyyy-MM-dd",
            (day, value) =>
                rows.Add(
                    "usd-krw",
                    Table.In("America/New_York", day, 12),
                    value,
                    Table.In("America/New_York", Monday(day), 16, 15)
                )
        );

    static void Daily(string file, string time, string column, string format, Action<DateOnly, double> add)
    {
        foreach (var row in Table.Rows(file))
            if (Table.Day(row(time), format) is var day && day.Year >= 2000 && Table.Number(row(column)) is { } value)
                add(day, value);
    }

    /// <summary>The first Monday after a day.</summary>
    static DateOnly Monday(DateOnly day) => day.AddDays(7 - ((int)day.DayOfWeek + 6) % 7);
}
