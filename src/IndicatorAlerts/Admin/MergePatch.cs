using System.Text.Json.Nodes;

namespace IndicatorAlerts.Admin;

/// <summary>JSON merge patch (RFC 7396).</summary>
static class MergePatch
{
    /// <summary>What a patch makes of something; neither is changed.</summary>
    public static JsonNode? Apply(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
            return patch?.DeepClone();
        var result = target is JsonObject known ? known.DeepClone().AsObject() : [];
        foreach (var (name, value) in changes)
        {
            if (value is null)
                result.Remove(name);
            else
                result[name] = Apply(result[name], value);
        }
        return result;
    }
}
