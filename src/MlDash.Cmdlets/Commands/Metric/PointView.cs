using System.Collections;
using System.Management.Automation;

namespace MlDash.Cmdlets.Commands;

/// <summary>Shows a point as an object whose fields are properties.</summary>
internal static class PointView
{
    private const string TypeName = "MlDash.MetricPoint";

    /// <summary>
    /// The fields come first, in their order, then <c>Index</c>, <c>Metric</c> and <c>Timestamp</c> where no field has that name.
    /// </summary>
    public static PSObject Of(MetricPoint point, string metric)
    {
        var view = new PSObject(point.Fields.Count + 3);
        view.TypeNames.Insert(0, TypeName);
        foreach (var (name, value) in point.Fields)
            view.Properties.Add(new PSNoteProperty(name, value is IDictionary inner ? ObjectView.Of(inner) : value));
        AddUnlessTaken(view, "Index", point.Index);
        AddUnlessTaken(view, "Metric", metric);
        AddUnlessTaken(view, "Timestamp", point.Timestamp);
        return view;
    }

    private static void AddUnlessTaken(PSObject view, string name, object? value)
    {
        if (view.Properties[name] is null)
            view.Properties.Add(new Added(name, value));
    }

    /// <summary>A property that is no field of the point, so that a point that is piped into a metric again brings its fields alone.</summary>
    public sealed class Added(string name, object? value) : PSNoteProperty(name, value);
}
