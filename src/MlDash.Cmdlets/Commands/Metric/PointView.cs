using System.Collections;
using System.Management.Automation;

namespace MlDash.Cmdlets.Commands;

/// <summary>Shows points and entries as objects whose fields are properties.</summary>
internal static class PointView
{
    /// <summary>Properties of a view that are no fields; they are its last ones.</summary>
    private static readonly string[] Added = ["Index", "Metric", "Timestamp"];

    private const string TypeName = "MlDash.MetricPoint";
    private const string EntryTypeName = "MlDash.TrackEntry";

    /// <summary>
    /// The fields come first, in their order, then <c>Index</c>, <c>Metric</c> and <c>Timestamp</c> where no field has that name.
    /// </summary>
    public static PSObject Of(MetricPoint point, string metric)
    {
        var view = OfFields(point.Fields, TypeName);
        AddUnlessTaken(view, "Index", point.Index);
        AddUnlessTaken(view, "Metric", metric);
        AddUnlessTaken(view, "Timestamp", point.Timestamp);
        return view;
    }

    /// <summary>The entry's time comes first, then its fields, then <c>Topic</c> where no field has that name.</summary>
    public static PSObject Of(TrackEntry entry, string topic)
    {
        var view = OfFields(entry.Fields, EntryTypeName, new PSNoteProperty("Timestamp", entry.Timestamp));
        AddUnlessTaken(view, "Topic", topic);
        return view;
    }

    /// <summary>The fields of an object: all its properties, of a view of a point those that came from the point.</summary>
    public static IEnumerable<PSPropertyInfo> FieldsOf(PSObject source)
    {
        var properties = source.Properties.Where(property => property.IsGettable).ToList();
        if (source.TypeNames.Contains(TypeName))
        {
            for (var last = properties.Count - 1; last >= 0 && Added.Contains(properties[last].Name); last--)
                properties.RemoveAt(last);
        }

        return properties;
    }

    private static PSObject OfFields(FieldSet fields, string typeName, PSNoteProperty? first = null)
    {
        var view = new PSObject();
        view.TypeNames.Insert(0, typeName);
        if (first is not null)
            view.Properties.Add(first);
        foreach (var (name, value) in fields)
            view.Properties.Add(new PSNoteProperty(name, value is IDictionary inner ? ObjectView.Of(inner) : value));
        return view;
    }

    private static void AddUnlessTaken(PSObject view, string name, object? value)
    {
        if (view.Properties[name] is null)
            view.Properties.Add(new PSNoteProperty(name, value));
    }
}
