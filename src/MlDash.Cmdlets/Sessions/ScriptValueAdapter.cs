using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Management.Automation.Language;
using MlDash.Json;

namespace MlDash.Cmdlets.Sessions;

/// <summary>Takes PowerShell's wrappers off values, and turns objects with properties into dictionaries.</summary>
internal sealed class ScriptValueAdapter : IValueAdapter
{
    /// <summary>The plain value behind <paramref name="value"/>; the same object when there is nothing to take off.</summary>
    public object? Adapt(object value)
    {
        if (value is PSObject wrapped)
        {
            // A command without output gives a wrapper around an object without properties.
            if (ReferenceEquals(wrapped, AutomationNull.Value))
                return null;
            return wrapped.BaseObject is PSCustomObject ? Map(wrapped) : wrapped.BaseObject;
        }

        return value switch
        {
            SwitchParameter flag => flag.IsPresent,
            PSCredential credential => credential.Password,
            NullString => null,
            string or IDictionary or IEnumerable or ScriptBlock or Type => value,
            _ when ObjectFields.IsText(value.GetType()) => value is ValueType ? value : LanguagePrimitives.ConvertTo<string>(value),
            _ => Map(PSObject.AsPSObject(value)),
        };
    }

    private static OrderedDictionary Map(PSObject source)
    {
        var map = new OrderedDictionary(StringComparer.Ordinal);
        foreach (var (name, value) in ObjectFields.Of(source))
            map[name] = value;
        return map;
    }
}
