using System.Collections;
using System.Management.Automation;

namespace MlDash.Cmdlets.Views;

/// <summary>Shows dictionaries as objects with properties.</summary>
internal static class ObjectView
{
    /// <summary>An object with a property for each entry, also of dictionaries inside it.</summary>
    public static PSObject Of(IDictionary map)
    {
        var view = new PSObject();
        foreach (DictionaryEntry entry in map)
            FieldProperty.AddTo(view, (string)entry.Key, Of(entry.Value));
        return view;
    }

    /// <summary>A value with objects in the place of dictionaries.</summary>
    public static object? Of(object? value) => value is IDictionary inner ? Of(inner) : value;
}
