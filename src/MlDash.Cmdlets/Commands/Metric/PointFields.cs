using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;

namespace MlDash.Cmdlets.Commands;

/// <summary>The fields an object stands for when it is piped in as a point.</summary>
internal static class PointFields
{
    /// <summary>An object's properties; texts that are numbers become numbers, empty texts are left out, as cells of a CSV file.</summary>
    /// <exception cref="ExperimentException"><c>NotAPoint</c>.</exception>
    public static IReadOnlyList<KeyValuePair<string, object?>> Of(object input)
    {
        var source = PSObject.AsPSObject(input);
        if (source.BaseObject is string or ValueType or Array)
            throw new ExperimentException("NotAPoint", $"A hashtable or an object with properties was expected as a point, found '{input}'.", "Give a hashtable, or one number with -Value.") { Target = input };

        var fields = new List<KeyValuePair<string, object?>>();
        foreach (var property in PointView.FieldsOf(source))
        {
            var value = property.Value;
            if (value is not string text)
                fields.Add(new(property.Name, value));
            else if (text.Length > 0)
                fields.Add(new(property.Name, ParseNumber(text) ?? text));
        }

        return fields;
    }

    /// <summary>The fields as a dictionary, those of a hashtable as they are.</summary>
    /// <param name="input">A hashtable or an object with properties.</param>
    /// <param name="left">A property to leave out, because a parameter took it.</param>
    public static IDictionary AsDictionary(object input, string left)
    {
        if ((input is PSObject wrapped ? wrapped.BaseObject : input) is IDictionary given)
            return given;
        var fields = new OrderedDictionary(StringComparer.Ordinal);
        foreach (var (name, value) in Of(input))
        {
            if (!name.Equals(left, StringComparison.OrdinalIgnoreCase))
                fields[name] = value;
        }

        return fields;
    }

    /// <summary>The number a text is, in invariant form; null when it is none.</summary>
    public static object? ParseNumber(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? (object)whole
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) ? real
        : null;
}
