namespace IndicatorAlerts.Local.Mails.Rules;

/// <summary>What SendGrid refuses with 400, in its own words where its documentation or its answers show them.</summary>
internal static class MailSendRules
{
    private const string FromMissing =
        "The from object must be provided for every email send. It is an object that requires the email parameter, but "
        + "may also contain a name parameter.  e.g. {\"email\" : \"example@example.com\"}  or {\"email\" : "
        + "\"example@example.com\", \"name\" : \"Example Recipient\"}.";

    private const string SubjectMissing =
        "The subject is required. You can get around this requirement if you use a template with a subject defined or if "
        + "every personalization has a subject defined.";

    private const string ContentMissing =
        "Unless a valid template_id is provided, the content parameter is required. There must be at least one defined "
        + "content block. We typically suggest both text/plain and text/html blocks are included, but only one block is "
        + "required.";

    /// <summary>Every fault of a request; none when it is accepted.</summary>
    public static List<SendGridError> Check(MailSendRequest request)
    {
        var refusals = new Refusals();
        PersonalizationRules.Check(request, refusals);
        refusals.CheckAddress(
            request.From,
            "from.email",
            FromMissing,
            "The from email does not contain a valid address."
        );
        if (request.ReplyTo is not null)
            refusals.CheckAddress(request.ReplyTo, "reply_to.email", Refusals.InvalidAddress);
        // A real account has templates; the mailbox has none, so every id is an unknown one.
        if (request.TemplateId is not null)
            refusals.Add($"The template_id must be a valid GUID, you provided '{request.TemplateId}'.", "template_id");
        if (request.Content is { Count: > 0 } content)
            CheckContent(content, refusals);
        else
            refusals.Add(ContentMissing, "content");
        if (string.IsNullOrEmpty(request.Subject) && !EachHasSubject(request))
            refusals.Add(SubjectMissing, "subject");
        refusals.CheckHeaders(request.Headers, "headers");
        return refusals.Errors;
    }

    private static bool EachHasSubject(MailSendRequest request) =>
        request.Personalizations is { Count: > 0 } all && all.TrueForAll(p => !string.IsNullOrEmpty(p?.Subject));

    private static void CheckContent(List<MailContent?> content, Refusals refusals)
    {
        for (var i = 0; i < content.Count; i++)
        {
            var type = content[i]?.Type;
            if (string.IsNullOrEmpty(type))
                refusals.Add(
                    "The content type must be a string at least one character in length.",
                    $"content.{i}.type"
                );
            else if (type.AsSpan().ContainsAny('\r', '\n', ';'))
                refusals.Add("The content type cannot contain ';' or CRLF characters.", $"content.{i}.type");
            else if (type == "text/plain" && i > 0)
                refusals.Add("If present, text/plain must be first, then text/html, then any other type.", "content");
            if (string.IsNullOrEmpty(content[i]?.Value))
                refusals.Add(
                    "The content value must be a string at least one character in length.",
                    $"content.{i}.value"
                );
        }
    }
}
