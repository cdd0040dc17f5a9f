using IndicatorAlerts.Access;
using IndicatorAlerts.Status;
using IndicatorAlerts.Watches;

namespace IndicatorAlerts.Admin;

/// <summary>Why something is changed: the header <c>X-Note</c>.</summary>
static class Notes
{
    public const string Header = "X-Note";

    /// <summary>For the API's description.</summary>
    public const string Meaning = "Why, for the versions and the audit log: one line, percent-encoded beyond ASCII.";

    const int MostCharacters = 500;

    /// <summary>Who asks for what, and why; else the refusal.</summary>
    public static (ChangeNote? Note, IResult? Refusal) Read(HttpRequest request, string action, string target)
    {
        // Headers are ASCII on many ways: what is not comes percent-encoded.
        var text = Uri.UnescapeDataString(request.Headers[Header].ToString()).Trim();
        if (text.Length > MostCharacters || text.Any(char.IsControl))
            return (
                null,
                Problems.Invalid(
                    "The note is not one.",
                    [
                        new(
                            Header,
                            $"One line of at most {MostCharacters} characters was expected, percent-encoded beyond ASCII."
                        ),
                    ]
                )
            );
        var caller = request.HttpContext.Caller();
        return (new(caller.Name, caller.Id, action, target, text.Length == 0 ? null : text), null);
    }
}
