using System.Management.Automation;

namespace MlDash.Cmdlets.Views;

/// <summary>Shows points and entries as objects whose fields are properties.</summary>
internal static class PointView
{
    private const string TypeName = "MlDash.MetricPoint";
    private const string EntryTypeName = "MlDash.TrackEntry";

    /// <summary>
    /// The fields come first, in their order, then <c>Index</c>, <c>Metric</c>, <c>Timestamp</c> and <c>Experiment</c> where no field has that name.
    /// A field whose name is taken is shown as <see cref="FieldProperty"/> says.
    /// </summary>
    /// <param name="point">The point.</param>
    /// <param name="metric">Its metric.</param>
    /// <param name="experiment">Its experiment.</param>
    /// <param name="isTimeAsked">Whether its time is shown as a field, too, and not only as <c>Timestamp</c>.</param>
    public static PSObject Of(MetricPoint point, string metric, ExperimentReference experiment, bool isTimeAsked = true)
    {
        var view = OfFields(isTimeAsked ? point.Fields : point.Fields.Where(field => field.Key != MetricPoint.TimestampField), TypeName);
        AddUnlessTaken(view, "Index", point.Index);
        AddUnlessTaken(view, "Metric", metric);
        AddUnlessTaken(view, "Timestamp", point.Timestamp);
        AddUnlessTaken(view, "Experiment", experiment);
        return view;
    }

    /// <summary>The entry's time comes first, then its fields as of a point, then <c>Topic</c> and <c>Experiment</c> where no field has that name.</summary>
    public static PSObject Of(TrackEntry entry, string topic, ExperimentReference experiment)
    {
        var view = OfFields(entry.Fields, EntryTypeName, new ViewProperty("Timestamp", entry.Timestamp));
        AddUnlessTaken(view, "Topic", topic);
        AddUnlessTaken(view, "Experiment", experiment);
        return view;
    }

    /// <summary>The metric that a point was read from; null for what is not a point that was read.</summary>
    public static string? MetricOf(object? input) => OriginOf(input, "Metric") as string;

    /// <summary>The topic that an entry was read from; null for what is not an entry that was read.</summary>
    public static string? TopicOf(object? input) => OriginOf(input, "Topic") as string;

    /// <summary>The experiment that a point or an entry was read from; null where a field has that name.</summary>
    public static ExperimentReference? ExperimentOf(object? input) => OriginOf(input, "Experiment") as ExperimentReference;

    /// <summary>The place of a point in its metric; null where a field has that name.</summary>
    public static long? IndexOf(object? input) => OriginOf(input, "Index") as long?;

    /// <summary>The time that a view shows beside the fields: of a point a date, of an entry its seconds.</summary>
    public static object? TimeOf(object? input) => OriginOf(input, "Timestamp");

    /// <summary>The properties of a view that are fields.</summary>
    public static IEnumerable<PSPropertyInfo> FieldsOf(PSObject view)
    {
        var isItem = ProviderNotes.AreOn(view);
        return view.Properties.Where(property => property.IsGettable && property is not ViewProperty && !(isItem && ProviderNotes.Is(property)));
    }

    /// <summary>The fields alone.</summary>
    public static PSObject OfFields(IEnumerable<KeyValuePair<string, object?>> fields) => OfFields(fields, TypeName);

    private static object? OriginOf(object? input, string name) =>
        input is PSObject { BaseObject: PSCustomObject } view && view.Properties[name] is ViewProperty { Value: var value } ? value : null;

    private static PSObject OfFields(IEnumerable<KeyValuePair<string, object?>> fields, string typeName, ViewProperty? first = null)
    {
        var view = new PSObject();
        view.TypeNames.Insert(0, typeName);
        if (first is not null)
            view.Properties.Add(first);
        foreach (var (name, value) in fields)
            FieldProperty.AddTo(view, name, ObjectView.Of(value));
        return view;
    }

    /// <summary>Adds what is no field, where no field has that name.</summary>
    public static void AddUnlessTaken(PSObject view, string name, object? value)
    {
        if (view.Properties[name] is null)
            view.Properties.Add(new ViewProperty(name, value));
    }
}
