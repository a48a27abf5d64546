using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;

namespace MlDash.Cmdlets.Sessions;

/// <summary>Takes PowerShell's wrappers off values, and turns objects with properties into dictionaries.</summary>
internal static class ScriptValueAdapter
{
    /// <summary>The plain value behind <paramref name="value"/>; the same object when there is nothing to take off.</summary>
    public static object? Adapt(object value)
    {
        if (value is PSObject wrapped)
            return wrapped.BaseObject is PSCustomObject ? Properties(wrapped, value => value) : wrapped.BaseObject;
        return value switch
        {
            string or ValueType or IDictionary or IEnumerable or Version or Type or ScriptBlock => value,
            _ => Properties(PSObject.AsPSObject(value), OneLevel),
        };
    }

    /// <summary>An object's properties in their order; one that cannot be read is left out.</summary>
    private static OrderedDictionary Properties(PSObject source, Func<object?, object?> take)
    {
        var map = new OrderedDictionary(StringComparer.Ordinal);
        foreach (var property in source.Properties)
        {
            if (!property.IsGettable)
                continue;
            try
            {
                map[property.Name] = take(property.Value);
            }
            catch (GetValueException)
            {
                // A property that throws has no value to record.
            }
        }

        return map;
    }

    /// <summary>Objects of .NET refer to one another without end, so what lies inside one is kept as text.</summary>
    private static object? OneLevel(object? value) => value switch
    {
        null or string or ValueType or Array or IDictionary => value,
        PSObject { BaseObject: var inner } => OneLevel(inner),
        _ => LanguagePrimitives.ConvertTo<string>(value),
    };
}
