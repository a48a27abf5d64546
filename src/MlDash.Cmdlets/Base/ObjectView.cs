using System.Collections;
using System.Management.Automation;

namespace MlDash.Cmdlets;

/// <summary>Shows dictionaries as objects with properties.</summary>
internal static class ObjectView
{
    /// <summary>An object with a property for each entry, also of dictionaries inside it.</summary>
    public static PSObject Of(IDictionary map)
    {
        var view = new PSObject();
        foreach (DictionaryEntry entry in map)
            view.Properties.Add(new PSNoteProperty((string)entry.Key, entry.Value is IDictionary inner ? Of(inner) : entry.Value));
        return view;
    }
}
