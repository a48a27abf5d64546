using System.Text.Json;
using MlDash.Protocol;

namespace MlDash.Server.Documents;

/// <summary>
/// Objects with dotted keys: nested objects become <c>outer.inner</c>, arrays and scalars stay, an empty object adds nothing,
/// and of two inputs that give one key the later wins.
/// </summary>
internal static class FlatObject
{
    private const int DeepestNesting = 64;

    public static IReadOnlyList<KeyValuePair<string, RawJson>> Flatten(RawJson value)
    {
        var keys = new OrderedDictionary<string, RawJson>(StringComparer.Ordinal);
        Add(keys, prefix: "", value, depth: 0);
        return [.. keys];
    }

    /// <summary>Given keys win, others stay, nothing is removed.</summary>
    public static RawJson Merge(RawJson flat, IReadOnlyList<KeyValuePair<string, RawJson>> given)
    {
        var keys = new OrderedDictionary<string, RawJson>(StringComparer.Ordinal);
        foreach (var (key, value) in flat.Members().Concat(given))
            keys[key] = value;
        return Write([.. keys]);
    }

    public static RawJson Write(IReadOnlyList<KeyValuePair<string, RawJson>> members)
    {
        var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text))
        {
            writer.WriteStartObject();
            foreach (var (key, value) in members)
            {
                writer.WritePropertyName(key);
                value.WriteTo(writer);
            }
            writer.WriteEndObject();
        }
        return RawJson.Parse(text.ToArray());
    }

    private static void Add(OrderedDictionary<string, RawJson> keys, string prefix, RawJson value, int depth)
    {
        foreach (var (name, member) in value.Members())
        {
            var key = prefix.Length == 0 ? name : $"{prefix}.{name}";
            // Deeper than anybody means it: kept as a value instead of an ever longer key.
            if (member.Kind == JsonValueKind.Object && depth < DeepestNesting)
                Add(keys, key, member, depth + 1);
            else
                keys[key] = member;
        }
    }
}
