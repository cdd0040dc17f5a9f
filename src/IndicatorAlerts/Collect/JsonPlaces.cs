using System.Text.Json;

namespace IndicatorAlerts.Collect;

/// <summary>Where a walk through JSON stands among the paths that it looks for.</summary>
sealed class JsonPlaces(IReadOnlyList<JsonPath> paths)
{
    readonly Stack<Container> open = [];

    // Bit i: path i leads through the value that comes next.
    ulong next = (1ul << paths.Count) - 1;
    int members;

    /// <summary>Whether the root has had no member so far.</summary>
    public bool RootIsEmpty => members == 0;

    /// <summary>Takes a token; true when it starts a value that is looked for.</summary>
    public bool Enter(ref Utf8JsonReader reader, bool[] found, out int path)
    {
        path = -1;
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                if (open.Count == 1)
                    members++;
                next = Matching(ref reader);
                return false;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                open.Pop();
                return false;
            default:
                return EnterValue(ref reader, found, out path);
        }
    }

    /// <summary>The last value is looked at again, with more of it.</summary>
    public void Undo()
    {
        if (open.TryPeek(out var array) && array.IsArray)
            array.Index--;
    }

    bool EnterValue(ref Utf8JsonReader reader, bool[] found, out int path)
    {
        path = -1;
        var leading = next;
        if (open.TryPeek(out var container) && container.IsArray)
            leading = Matching(container, container.Index++);
        for (var i = 0; leading != 0 && i < paths.Count; i++)
        {
            if ((leading & (1ul << i)) == 0 || !EndsHere(paths[i], reader.TokenType, found, i))
                continue;
            path = i;
            return true;
        }
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            open.Push(new(reader.TokenType == JsonTokenType.StartArray, leading));
        return false;
    }

    bool EndsHere(JsonPath path, JsonTokenType token, bool[] found, int i)
    {
        var depth = open.Count;
        if (path.IsEach && depth == path.Steps.Count && token == JsonTokenType.StartArray)
            found[i] = true;
        if (depth != path.Steps.Count + (path.IsEach ? 1 : 0))
            return false;
        found[i] = true;
        return true;
    }

    ulong Matching(ref Utf8JsonReader reader)
    {
        var (container, matching) = (open.Peek(), 0ul);
        for (var i = 0; container.Leading != 0 && i < paths.Count; i++)
            if (
                (container.Leading & (1ul << i)) != 0
                && open.Count <= paths[i].Steps.Count
                && reader.ValueTextEquals(paths[i].Steps[open.Count - 1])
            )
                matching |= 1ul << i;
        return matching;
    }

    ulong Matching(Container array, int index)
    {
        var matching = 0ul;
        for (var i = 0; array.Leading != 0 && i < paths.Count; i++)
        {
            var steps = paths[i].Steps;
            var leads =
                open.Count <= steps.Count
                    ? JsonPath.IndexOf(steps[open.Count - 1]) == index
                    : paths[i].IsEach && open.Count == steps.Count + 1;
            if ((array.Leading & (1ul << i)) != 0 && leads)
                matching |= 1ul << i;
        }
        return matching;
    }

    sealed class Container(bool isArray, ulong leading)
    {
        public bool IsArray => isArray;
        public ulong Leading => leading;
        public int Index { get; set; }
    }
}
