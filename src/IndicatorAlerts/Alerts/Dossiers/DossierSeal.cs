using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using IndicatorAlerts.RedLines.Evaluation;

namespace IndicatorAlerts.Alerts.Dossiers;

/// <summary>
/// A hash over what a dossier holds beside its alert, which the alert carries: a value that does not decide anything cannot be
/// changed unseen either. It is taken of the text, not of what this version of the program reads in it.
/// </summary>
static class DossierSeal
{
    const string AlertName = "alert";

    /// <returns>SHA-256 as lower-case hexadecimal, whatever white space stands in the file.</returns>
    public static string Of(JsonElement file)
    {
        using var hash = SHA256.Create();
        using (var stream = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            foreach (var property in file.EnumerateObject())
                if (!property.NameEquals(AlertName))
                    property.WriteTo(writer);
            writer.WriteEndObject();
        }
        return Convert.ToHexStringLower(hash.Hash!);
    }

    /// <summary>The same dossier, whose alert carries the seal.</summary>
    public static Dossier Seal(Dossier dossier)
    {
        using var file = JsonSerializer.SerializeToDocument(dossier, DossierJson.Default.Dossier);
        return dossier with { Alert = dossier.Alert with { Seal = Of(file.RootElement) } };
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals
)]
[JsonSerializable(typeof(Dossier))]
[JsonSerializable(typeof(Explanation))]
sealed partial class DossierJson : JsonSerializerContext;
