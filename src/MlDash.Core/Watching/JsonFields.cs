using System.Text.Json;

namespace MlDash.Watching;

/// <summary>Fields of a line that is an object of JSON.</summary>
internal static class JsonFields
{
    /// <summary>Its numbers, and texts beside them; none when the line is no object or has no number.</summary>
    public static List<KeyValuePair<string, object?>> Of(string line)
    {
        var fields = new List<KeyValuePair<string, object?>>();
        if (!line.AsSpan().TrimStart().StartsWith("{"))
            return fields;
        try
        {
            using var document = JsonDocument.Parse(line);
            var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (member.Value.ValueKind is JsonValueKind.Number or JsonValueKind.String && names.Add(member.Name))
                    fields.Add(new(member.Name, FieldValue.Of(member.Value.ToString())));
            }
        }
        catch (JsonException)
        {
            fields.Clear();
        }

        return fields.Exists(field => field.Value is long or double) ? fields : [];
    }
}
