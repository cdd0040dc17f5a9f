namespace IndicatorAlerts.Deliver;

/// <summary>How a page of letters fares by SMTP, one copy after the other.</summary>
sealed class SmtpPage(IReadOnlyList<Letter> letters)
{
    // Where so many in a row are put off, or refused for what may not be the readers' mailboxes, it is not the readers.
    const int MostInRow = 3;

    readonly List<string> left = [];
    readonly Dictionary<string, string> refused = [];
    readonly List<string> gone = [];
    readonly List<string> doubted = [];
    bool refusesAll;
    SmtpVerdict last = new(SmtpStep.Taken, "");
    SmtpVerdict? why;
    int done;
    int putOff;

    /// <summary>The letter to send; null when all are sent, or none should be now.</summary>
    public Letter? Next =>
        done < letters.Count && putOff < MostInRow && last.Step is not (SmtpStep.Stop or SmtpStep.InDoubt)
            ? letters[done]
            : null;

    /// <summary>Records what became of <see cref="Next"/>.</summary>
    public void Add(SmtpVerdict verdict)
    {
        var reader = letters[done++].Reader.Id;
        switch (verdict.Step)
        {
            case SmtpStep.Taken:
                doubted.Clear();
                break;
            case SmtpStep.Refused:
                refused[reader] = verdict.Text;
                if (verdict.NoMailbox)
                    gone.Add(reader);
                if (verdict.MayBeUs)
                    doubted.Add(reader);
                break;
            default:
                left.Add(reader);
                why = verdict;
                break;
        }
        putOff = verdict.Step == SmtpStep.Later ? putOff + 1 : 0;
        last = doubted.Count < MostInRow || done == letters.Count ? verdict : RefusesAll(verdict);
    }

    // The mail, our address or our quota is refused, whoever it is for: nobody is left out for that, and the operator must know. If it
    // was the readers all the same, it shows the next time, when they come last.
    SmtpVerdict RefusesAll(SmtpVerdict verdict)
    {
        refusesAll = true;
        foreach (var reader in doubted)
            refused.Remove(reader);
        return why = new(SmtpStep.Stop, verdict.Text, ShutOut: true);
    }

    /// <summary>What became of the page.</summary>
    /// <param name="broke">Why the rest is not sent, where no verdict says so.</param>
    public SendResult Result(SmtpVerdict? broke = null)
    {
        left.AddRange(letters.Skip(done).Select(l => l.Reader.Id));
        if (refusesAll)
            left.AddRange(doubted);
        if (refused.Count == letters.Count && gone.Count == 0)
            return new(SendOutcome.Refused, last.Text);
        if (left.Count == 0)
            return new(SendOutcome.Taken, last.Step == SmtpStep.Taken ? last.Text : "")
            {
                Refused = refused,
                NoMailbox = gone,
            };
        var reason = broke ?? why ?? new(SmtpStep.Stop, "There was no time for all of them.");
        return new(
            last.Step == SmtpStep.InDoubt ? SendOutcome.InDoubt
                : reason.ShutOut ? SendOutcome.ShutOut
                : SendOutcome.NotYet,
            reason.Text,
            // What went out in time says that more will: at once.
            broke is null
            && why is null
                ? TimeSpan.Zero
                : null
        )
        {
            Left = left.Count == letters.Count && !refusesAll ? null : left,
            Refused = refused,
            NoMailbox = gone,
        };
    }
}
