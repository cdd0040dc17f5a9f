using IndicatorAlerts.RedLines.Evaluation;
using Xunit;

namespace IndicatorAlerts.RedLines.Tests;

public class CalendarTests
{
    /// <summary>In Havana clocks go from 0:00 to 1:00 in March, and from 1:00 back to 0:00 in November.</summary>
    [Theory]
    [InlineData("2024-07-01T00:00", "2024-07-01T04:00Z")]
    [InlineData("2024-01-01T00:00", "2024-01-01T05:00Z")]
    [InlineData("2024-03-10T00:00", "2024-03-10T05:00Z")]
    [InlineData("2024-11-03T00:00", "2024-11-03T04:00Z")]
    [InlineData("2024-11-04T00:00", "2024-11-04T05:00Z")]
    public void A_day_begins_at_the_first_instant_of_its_date(string local, string utc) =>
        Assert.Equal(
            DateTimeOffset.Parse(utc, null),
            new DateTimeOffset(
                Calendar.ToUtc(DateTime.Parse(local, null), TimeZoneInfo.FindSystemTimeZoneById("America/Havana"))
            )
        );
}
