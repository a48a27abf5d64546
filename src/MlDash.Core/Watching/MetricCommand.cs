using System.Text;

namespace MlDash.Watching;

/// <summary>
/// A line in the form of the commands of GitHub Actions. <c>::metric loss=0.5,step=3::</c> has a field for each property; with a property <c>name</c>, as in
/// <c>::metric name=loss,step=3::0.5</c>, the text behind the properties or a property <c>value</c> is the field of that name.
/// </summary>
internal static class MetricCommand
{
    private const string Command = "::metric ";
    private const string End = "::";
    private const string NameProperty = "name";
    private const string ValueProperty = "value";

    private static readonly (string Escaped, string Letter)[] _escapes = [("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")];

    /// <summary>The fields of a line; none when it is no such command, or has no number.</summary>
    public static List<KeyValuePair<string, object?>> Read(string line)
    {
        var text = line.Trim();
        if (!text.StartsWith(Command, StringComparison.Ordinal))
            return [];
        var rest = text[Command.Length..];
        var end = rest.IndexOf(End, StringComparison.Ordinal);
        var properties = PropertiesOf(end < 0 ? rest : rest[..end]);
        var message = end < 0 ? string.Empty : Unescaped(rest[(end + End.Length)..].Trim());
        var given = properties.Find(property => property.Key == ValueProperty).Value ?? (message.Length > 0 ? message : null);
        var isNamed = given is not null && properties.Exists(property => property.Key == NameProperty);
        var fields = new List<KeyValuePair<string, object?>>();
        foreach (var (name, value) in properties)
        {
            if (isNamed && name == NameProperty)
                KnownForms.Add(fields, value, FieldValue.Of(given!));
            else if (!isNamed || name != ValueProperty)
                KnownForms.Add(fields, name, FieldValue.Of(value));
        }

        return fields.Exists(field => FieldValue.IsNumber(field.Value)) ? fields : [];
    }

    private static List<KeyValuePair<string, string>> PropertiesOf(string text)
    {
        var properties = new List<KeyValuePair<string, string>>();
        foreach (var property in text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))
        {
            if (property.Split('=', 2) is [{ Length: > 0 } name, { Length: > 0 } value])
                properties.Add(new(name, Unescaped(value)));
        }

        return properties;
    }

    private static string Unescaped(string text)
    {
        var plain = new StringBuilder(text);
        foreach (var (escaped, letter) in _escapes)
            plain.Replace(escaped, letter);
        return plain.ToString();
    }
}
