using System.Collections;
using MlDash.Json;

namespace MlDash.Export;

/// <summary>The fields of points or entries that a caller chose, as they would be read; neighbours share their names.</summary>
internal sealed class ChosenFields
{
    private string[] _names = [];

    /// <summary>Names and values as they are read back once they are recorded.</summary>
    public FieldSet Of(IDictionary fields)
    {
        var plain = Plain.Copy(fields);
        var names = plain.Keys.Cast<string>();
        if (!names.SequenceEqual(_names))
            _names = [.. names];
        return new(_names, [.. plain.Values.Cast<object?>()]);
    }

    /// <summary>The fields that are asked for, without regard to case.</summary>
    /// <param name="fields">All.</param>
    /// <param name="asked">Their names; empty for all.</param>
    public static FieldSet Only(FieldSet fields, string[] asked)
    {
        if (asked.Length == 0)
            return fields;
        var chosen = fields.Where(field => asked.Contains(field.Key, StringComparer.OrdinalIgnoreCase)).ToArray();
        return new(Array.ConvertAll(chosen, field => field.Key), Array.ConvertAll(chosen, field => field.Value));
    }
}
