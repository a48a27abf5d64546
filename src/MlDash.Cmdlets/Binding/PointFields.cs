using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using MlDash.Cmdlets.Sessions;
using MlDash.Json;

namespace MlDash.Cmdlets.Binding;

/// <summary>The fields an object stands for when it is given as a point, an entry, or a set of parameters.</summary>
internal static class PointFields
{
    /// <summary>The last columns of points and entries, as <see cref="Views.PointView"/> writes them; the time of a point may be empty.</summary>
    private static readonly string[][] _origins =
    [
        ["Index", "Metric", "Timestamp", "Experiment"],
        ["Index", "Metric", "Experiment"],
        ["Topic", "Experiment"],
    ];

    /// <summary>The dictionary that an input is, without wrappers: a hashtable, a row of a database; null when it is none.</summary>
    public static IDictionary? DictionaryOf(object? input)
    {
        var plain = input is PSObject wrapped ? wrapped.BaseObject : input;
        if (plain is IDictionary given)
            return given;
        return plain is null ? null : ScriptValues.AsDictionary(plain);
    }

    /// <summary>The items of an input that is a list of points; null when it is one itself.</summary>
    public static IEnumerable? ItemsOf(object? input) =>
        (input is PSObject wrapped ? wrapped.BaseObject : input) is IList and not IDictionary and not byte[] and var items ? items as IEnumerable : null;

    /// <summary>An object's properties; texts are read as cells of a CSV file, empty ones are left out.</summary>
    /// <exception cref="ExperimentException"><c>NotAPoint</c>.</exception>
    public static IReadOnlyList<KeyValuePair<string, object?>> Of(object? input, CellTexts texts)
    {
        if (!HasFields(input))
            throw new ExperimentException(
                "NotAPoint",
                $"'{input}' is not a point: a point is a hashtable or an object with properties.",
                "Give a hashtable, or one number with -Value.")
            { Target = input };

        var fields = new List<KeyValuePair<string, object?>>();
        foreach (var (name, value) in ObjectFields.Of(PSObject.AsPSObject(input)))
        {
            if (value is not string text)
                fields.Add(new(name, value));
            else if (text.Length > 0)
                fields.Add(new(name, texts.Read(name, text)));
        }

        if (fields is [.., { Key: "Experiment" }])
            DropOrigin(fields);
        return fields;
    }

    /// <summary>
    /// Leaves out what a point or an entry that was read says of its origin, where it has become a row of a file. Columns of another order are somebody's
    /// own, and stay.
    /// </summary>
    private static void DropOrigin(List<KeyValuePair<string, object?>> fields)
    {
        foreach (var origin in _origins)
        {
            var first = fields.Count - origin.Length;
            if (first < 0 || !fields.Skip(first).Select(field => field.Key).SequenceEqual(origin))
                continue;
            fields.RemoveRange(first, origin.Length);
            return;
        }
    }

    /// <summary>The fields as a dictionary, those of a hashtable as they are.</summary>
    /// <param name="input">A hashtable or an object with properties.</param>
    /// <param name="texts">Reads the texts of an object.</param>
    /// <param name="left">A property to leave out, because a parameter took it.</param>
    public static IDictionary AsDictionary(object? input, CellTexts texts, string left)
    {
        if (DictionaryOf(input) is { } given)
            return given;
        var fields = new OrderedDictionary(StringComparer.Ordinal);
        foreach (var (name, value) in Of(input, texts))
        {
            if (!name.Equals(left, StringComparison.OrdinalIgnoreCase))
                fields[name] = value;
        }

        return fields;
    }

    /// <summary>The names and values of a hashtable or of an object's properties, as they are; null when the input has none.</summary>
    public static IDictionary? MapOf(object? input)
    {
        if (DictionaryOf(input) is { } given)
            return given;
        if (!HasFields(input))
            return null;
        var fields = new OrderedDictionary(StringComparer.Ordinal);
        foreach (var (name, value) in ObjectFields.Of(PSObject.AsPSObject(input)))
            fields[name] = value;
        return fields;
    }

    /// <summary>Whether an object is more than one value. Of what Get-Item returns, the properties are meant.</summary>
    public static bool HasFields(object? input) =>
        (input is PSObject wrapped ? wrapped.BaseObject : input) is { } plain
        && (plain is FileSystemInfo || (plain is not IEnumerable && !ScriptValues.IsOneValue(plain)));
}
