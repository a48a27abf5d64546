using System.Collections;
using System.Management.Automation;

namespace MlDash.Cmdlets.Views;

/// <summary>Shows dictionaries as objects with properties.</summary>
internal static class ObjectView
{
    /// <summary>The views of the module know it: PowerShell's own would hand texts of the data to the terminal as they are.</summary>
    private const string TypeName = "MlDash.Values";

    /// <summary>An object with a property for each entry, also of dictionaries inside it.</summary>
    public static PSObject Of(IDictionary map)
    {
        var view = new PSObject();
        view.TypeNames.Insert(0, TypeName);
        foreach (DictionaryEntry entry in map)
            FieldProperty.AddTo(view, (string)entry.Key, Of(entry.Value));
        return view;
    }

    /// <summary>A value with objects in the place of dictionaries.</summary>
    public static object? Of(object? value) => value is IDictionary inner ? Of(inner) : value;
}
