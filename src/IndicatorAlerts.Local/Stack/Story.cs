namespace IndicatorAlerts.Local.Stack;

/// <summary>What a person sees happen, and is told of once everything runs.</summary>
internal static class Story
{
    /// <summary>
    /// The app pulls feeds at each whole minute: the crossing comes soon enough for the next one, so that nobody waits
    /// much over a minute, and late enough that the calm before it is seen.
    /// </summary>
    public static TimeSpan CrossingAfter(DateTimeOffset now)
    {
        var latest = TimeSpan.FromSeconds(20);
        var nextPull = TimeSpan.FromMinutes(1) - TimeSpan.FromTicks(now.Ticks % TimeSpan.TicksPerMinute);
        var inTime = nextPull - TimeSpan.FromSeconds(2);
        return inTime < TimeSpan.FromSeconds(5) || inTime > latest ? latest : inTime;
    }

    public static void Print(
        Steps steps,
        AppSettings settings,
        int mailboxPort,
        string? commands,
        LocalStackOptions options,
        bool again
    ) =>
        steps.Say(
            $"""

            Running; Ctrl-C ends it.

              Status page  {settings.Url}ui/
              API          {settings.Url}api/status
              Mailbox      http://localhost:{mailboxPort}/
              Admin key    {settings.AdminKey}
              Commands     {commands ?? "(not on Windows)"} --help

            {(
                options.Crisis
                    ? "A crisis of eight minutes begins now; each step is told here, and its mails stand in the mailbox."
                : options.Samples
                    ? Text(again)
                    : "The packs' real feeds are pulled now; a mail comes when a red line is crossed."
            )}

            """
        );

    private static string Text(bool again) =>
        "Within about a minute the sample feed shows a magnitude 6.3 event at Punggye-ri, the red line nuclear-test is crossed,\n"
        + "and the alert stands in the mailbox and on the status page."
        + (
            again
                ? "\nIf a run of the last 24 hours has crossed it already, it stays crossed: that run's mail is in the mailbox,"
                    + "\nand no second one comes. A fresh story: --in-memory, or delete the data folder."
                : ""
        );
}
