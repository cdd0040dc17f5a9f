namespace IndicatorAlerts.Local.Stack;

/// <summary>What to read once everything runs.</summary>
internal static class Welcome
{
    public static void Print(Steps steps, AppSettings settings, int mailboxPort, bool samples, bool again) =>
        steps.Say(
            $"""

            Running; Ctrl-C ends it.

              Status page  {settings.Url}ui/
              API          {settings.Url}api/status
              Mailbox      http://localhost:{mailboxPort}/
              Admin key    {settings.AdminKey}

            {(
                samples
                    ? Story(again)
                    : "The packs' real feeds are pulled now; a mail comes when a red line is crossed."
            )}

            """
        );

    private static string Story(bool again) =>
        "Within a minute the sample feed shows a magnitude 6.3 event at Punggye-ri, the red line nuclear-test is crossed,\n"
        + "and the alert stands in the mailbox and on the status page."
        + (
            again
                ? "\nIf a run of the last 24 hours has crossed it already, it stays crossed: that run's mail is in the mailbox,"
                    + "\nand no second one comes. A fresh story: --in-memory, or delete the data folder."
                : ""
        );
}
