using System.Collections;
using System.Collections.Specialized;
using System.Text;
using System.Text.Json;
using MlDash.Json;

namespace MlDash.Watching;

/// <summary>Fields of a line that is an object of JSON.</summary>
internal static class JsonFields
{
    /// <summary>Its numbers, and texts beside them; none when the line is no object or has no number.</summary>
    public static List<KeyValuePair<string, object?>> Of(string line) => TryRead(line, out var fields) ? fields : [];

    /// <summary>Reads the same, and tells a line that is damaged from one without numbers.</summary>
    /// <returns>False when the line is no object.</returns>
    public static bool TryRead(string line, out List<KeyValuePair<string, object?>> fields)
    {
        fields = [];
        if (!line.AsSpan().TrimStart().StartsWith("{") || Parsed(line) is not { } members)
            return false;
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry member in members)
        {
            var value = member.Value is string text ? FieldValue.Of(text) : member.Value;
            if (value is not (null or bool or IDictionary or Array) && names.Add((string)member.Key))
                fields.Add(new((string)member.Key, value));
        }

        if (!fields.Exists(field => FieldValue.IsNumber(field.Value)))
            fields = [];
        return true;
    }

    private static OrderedDictionary? Parsed(string line)
    {
        try
        {
            return JsonValues.Parse(Encoding.UTF8.GetBytes(line)) as OrderedDictionary;
        }
        catch (Exception fault) when (fault is JsonException or FormatException)
        {
            return null;
        }
    }
}
