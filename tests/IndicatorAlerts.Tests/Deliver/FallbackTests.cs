using CsCheck;
using IndicatorAlerts.Deliver;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace IndicatorAlerts.Tests.Deliver;

public class FallbackTests
{
    static readonly SendResult Taken = new(SendOutcome.Taken, "id");
    static readonly SendResult NotYet = new(SendOutcome.NotYet, "The provider is busy.");
    static readonly SendResult InDoubt = new(SendOutcome.InDoubt, "The provider did not answer.");
    static readonly SendResult Wrong = new(SendOutcome.ShutOut, "The provider is busy.");

    readonly FakeTimeProvider time = new(MailLab.Now);
    readonly ScriptedSender first = new();
    readonly ScriptedSender second = new();

    [Fact]
    public async Task A_sender_that_is_well_is_the_only_one_that_is_asked()
    {
        var sender = Sender();
        Assert.Equal(SendOutcome.Taken, (await SendAsync(sender)).Outcome);
        Assert.Empty(second.Calls);
    }

    [Fact]
    public async Task A_sender_that_fails_for_a_moment_is_waited_for()
    {
        first.Answer = NotYet;
        var sender = Sender();
        await SendAsync(sender);
        time.Advance(TimeSpan.FromSeconds(299));

        Assert.Equal(SendOutcome.NotYet, (await SendAsync(sender)).Outcome);
        Assert.Empty(second.Calls);
    }

    [Fact]
    public async Task A_sender_that_fails_for_long_is_gone_round_and_tried_again_now_and_then()
    {
        first.Answer = NotYet;
        var sender = Sender();
        await SendAsync(sender);
        time.Advance(TimeSpan.FromSeconds(300));
        Assert.Equal(SendOutcome.Taken, (await SendAsync(sender)).Outcome);
        Assert.Equal(SendOutcome.Taken, (await SendAsync(sender)).Outcome);
        Assert.Equal(2, first.Calls.Count);
        Assert.Equal(2, second.Calls.Count);

        first.Answer = Taken;
        time.Advance(TimeSpan.FromSeconds(300));
        await SendAsync(sender);
        await SendAsync(sender);
        Assert.Equal(4, first.Calls.Count);
        Assert.Equal(2, second.Calls.Count);
        Assert.Null(sender.Primary.FailingSince);
    }

    [Fact]
    public async Task A_sender_that_does_not_accept_us_is_gone_round_at_once_and_that_is_seen()
    {
        first.Answer = Wrong;
        var sender = Sender();

        Assert.Equal(SendOutcome.Taken, (await SendAsync(sender)).Outcome);
        Assert.True(sender.Primary.ShutOut);
        Assert.Equal("The provider is busy.", sender.Primary.Failure);
    }

    [Fact]
    public async Task What_may_have_been_taken_never_goes_the_other_way()
    {
        var sender = Sender();
        first.Answer = NotYet;
        await SendAsync(sender);
        time.Advance(TimeSpan.FromSeconds(300));
        first.Answer = InDoubt;

        Assert.Equal(SendOutcome.InDoubt, (await SendAsync(sender)).Outcome);
        Assert.Empty(second.Calls);
    }

    [Fact]
    public async Task What_is_made_again_in_doubt_goes_the_other_way_only_after_an_hour()
    {
        var sender = Sender();
        first.Answer = NotYet;
        await RepeatAsync(sender);
        time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(SendOutcome.NotYet, (await RepeatAsync(sender)).Outcome);
        Assert.Empty(second.Calls);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(SendOutcome.Taken, (await RepeatAsync(sender)).Outcome);
        Assert.Single(second.Calls);
    }

    [Fact]
    public async Task Only_those_that_the_sender_left_go_the_other_way()
    {
        first.Answer = Wrong with
        {
            Left = [.. MailLab.Ids(1, 2)],
            Refused = new Dictionary<string, string> { [MailLab.Ids(3).Single()] = "gone" },
        };
        second.Answer = Taken with
        {
            Refused = new Dictionary<string, string> { [MailLab.Ids(2).Single()] = "gone too" },
        };
        var sender = Sender();

        var result = await SendAsync(sender);
        Assert.Equal(MailLab.Ids(1, 2), second.Calls.Single());
        Assert.Equal(SendOutcome.Taken, result.Outcome);
        Assert.Equal(MailLab.Ids(2, 3), result.Refused.Keys.Order());
    }

    [Fact]
    public async Task Where_both_fail_it_is_said_of_both_and_of_those_that_are_left()
    {
        first.Answer = Wrong with { Left = [.. MailLab.Ids(1, 2)] };
        second.Answer = NotYet with { Text = "Busy too." };

        var result = await SendAsync(Sender());
        Assert.Equal(SendOutcome.NotYet, result.Outcome);
        Assert.Equal("The provider is busy. The fallback: Busy too.", result.Text);
        Assert.Equal(MailLab.Ids(1, 2), result.Left);
    }

    [Fact]
    public async Task Without_a_second_one_the_first_is_all_there_is()
    {
        first.Answer = Wrong;
        var sender = Sender(withFallback: false);
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(Wrong, await SendAsync(sender));
    }

    [Fact]
    public void Mail_goes_the_other_way_only_after_a_failure_that_is_long_or_ours_to_mend() =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 400])
            .List[1, 30]
            .Sample(steps =>
            {
                var (health, now, failing) = (new SenderHealth(), MailLab.Now, (DateTimeOffset?)null);
                SendResult[] answers = [Taken, NotYet, InDoubt, Wrong, Taken with { Outcome = SendOutcome.Refused }];
                foreach (var (which, wait) in steps)
                {
                    var answer = answers[which];
                    now += TimeSpan.FromSeconds(wait);
                    var (choice, reason) = FallbackRules.Choose(health, now, TimeSpan.FromSeconds(300));
                    Assert.NotEmpty(reason);
                    Assert.Equal(
                        failing is { } since && (health.ShutOut || now - since >= TimeSpan.FromSeconds(300)),
                        choice != SenderChoice.Primary
                    );
                    if (choice == SenderChoice.Fallback)
                        continue;
                    health = health.After(answer, now);
                    failing = answer.Outcome is not (SendOutcome.Taken or SendOutcome.Refused) ? failing ?? now : null;
                }
            });

    FallbackSender Sender(bool withFallback = true) =>
        new(
            first,
            withFallback ? second : null,
            TimeSpan.FromSeconds(300),
            null,
            time,
            NullLogger<FallbackSender>.Instance
        );

    static Task<SendResult> RepeatAsync(FallbackSender sender) =>
        sender.RepeatAsync(
            MailLab.Mail,
            MailLab.Letters("a@x.example"),
            new Dictionary<string, string>(),
            TestContext.Current.CancellationToken
        );

    static Task<SendResult> SendAsync(FallbackSender sender) =>
        sender.SendAsync(
            MailLab.Mail,
            MailLab.Letters("a@x.example", "b@x.example", "c@x.example", "d@x.example"),
            new Dictionary<string, string>(),
            TestContext.Current.CancellationToken
        );

    sealed class ScriptedSender : IMailSender
    {
        public SendResult Answer { get; set; } = Taken;

        public List<IEnumerable<string>> Calls { get; } = [];

        public int MostLetters => 100;

        public Task<SendResult> SendAsync(
            Mail mail,
            IReadOnlyList<Letter> letters,
            IReadOnlyDictionary<string, string> marks,
            CancellationToken cancel
        )
        {
            Calls.Add(letters.Select(l => l.Reader.Id));
            return Task.FromResult(Answer);
        }
    }
}
