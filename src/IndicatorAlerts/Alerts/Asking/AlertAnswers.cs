using System.Text.Json;
using System.Text.Json.Serialization;

namespace IndicatorAlerts.Alerts.Asking;

/// <summary>A page of alerts, newest first.</summary>
/// <param name="Alerts">Those that nobody was told of too; a page can be short before the last.</param>
/// <param name="Next">The address of the page after; null on the last.</param>
public sealed record AlertPage(IReadOnlyList<Alert> Alerts, string? Next);

/// <summary>A raw answer of a feed that an alert rests on.</summary>
/// <param name="Indicator">The indicator's id.</param>
/// <param name="Answer">The SHA-256 of the answer.</param>
/// <param name="Url">Where it is kept.</param>
/// <param name="Points">How many points of the dossier came from it.</param>
public sealed record AnswerLink(string Indicator, string Answer, string Url, int Points);

/// <summary>An alert with all that it rests on.</summary>
/// <param name="Alert">With its explanation and how telling people has gone.</param>
/// <param name="AcknowledgedAt">When somebody took note of its episode, UTC; null when nobody has.</param>
/// <param name="Answers">The archived raw answers, in the order of the points.</param>
/// <param name="Cap">The same as a CAP message; null when nobody was told.</param>
/// <param name="Dossier">As it was stored, to be verified; null when there is none.</param>
public sealed record AlertAnswer(
    Alert Alert,
    DateTimeOffset? AcknowledgedAt,
    IReadOnlyList<AnswerLink> Answers,
    string? Cap,
    JsonElement? Dossier
);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals
)]
[JsonSerializable(typeof(AlertPage))]
[JsonSerializable(typeof(AlertAnswer))]
sealed partial class AlertJson : JsonSerializerContext;
