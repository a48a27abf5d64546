using System.Management.Automation;
using System.Runtime.InteropServices;

namespace MlDash.Cmdlets.Views;

/// <summary>Shows the points of a metric as one object, whose fields are properties that hold all their numbers.</summary>
public static class ColumnView
{
    private const string TypeName = "MlDash.MetricColumns";

    /// <summary>The fields come first, then <c>Index</c>, <c>Metric</c> and <c>Experiment</c> where no field has that name.</summary>
    /// <param name="columns">The numbers.</param>
    /// <param name="metric">Their metric.</param>
    /// <param name="experiment">Its experiment.</param>
    internal static PSObject Of(MetricColumns columns, string metric, ExperimentReference experiment)
    {
        var view = new PSObject();
        view.TypeNames.Insert(0, TypeName);
        foreach (var field in columns.Fields)
            FieldProperty.AddTo(view, field, ArrayOf(columns[field]));
        PointView.AddUnlessTaken(view, "Index", ArrayOf(columns.Index));
        PointView.AddUnlessTaken(view, "Metric", metric);
        PointView.AddUnlessTaken(view, "Experiment", experiment);
        return view;
    }

    /// <summary>The metric that columns are of.</summary>
    public static string Metric(PSObject columns) => ViewText.Line(PointView.MetricOf(columns));

    /// <summary>How many points columns have.</summary>
    public static string Points(PSObject columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        return ViewText.Count(columns.Properties.Select(property => property.Value).OfType<Array>().Select(numbers => numbers.LongLength).FirstOrDefault());
    }

    /// <summary>The names of the fields that there are columns of.</summary>
    public static string Fields(PSObject columns) => ViewText.Line(string.Join(", ", PointView.FieldsOf(columns).Select(field => field.Name)));

    /// <summary>The array itself: there may be millions of numbers in it.</summary>
    private static T[] ArrayOf<T>(ReadOnlyMemory<T> numbers) =>
        MemoryMarshal.TryGetArray(numbers, out var part) && part.Array is { } all && all.Length == numbers.Length ? all : numbers.ToArray();
}
