using System.Globalization;

namespace IndicatorAlerts.Subscribe;

/// <summary>Choices, times and numbers as the contract writes them.</summary>
public static class Words
{
    const string Time = "HH:mm";

    public static string Of<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    public static string Of(SuppressionReason reason) =>
        reason switch
        {
            SuppressionReason.HardBounce => "hard-bounce",
            SuppressionReason.Complaint => "complaint",
            _ => "provider-unsubscribe",
        };

    public static string Of(int number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Of(TimeOnly time) => time.ToString(Time, CultureInfo.InvariantCulture);

    public static string All<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetValues<T>().Select(Of));

    public static bool TryRead<T>(string? text, out T value)
        where T : struct, Enum
    {
        foreach (var choice in Enum.GetValues<T>())
            if (Of(choice) == text)
            {
                value = choice;
                return true;
            }
        value = default;
        return false;
    }

    public static bool TryRead(string? text, out TimeOnly time) =>
        TimeOnly.TryParseExact(text, [Time, "HH:mm:00"], CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
}
