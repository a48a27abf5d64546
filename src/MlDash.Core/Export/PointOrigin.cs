namespace MlDash.Export;

/// <summary>
/// What a file of several metrics says of each point besides its fields: its place, its metric and its experiment, last in the row as in points that are
/// read, so that the file can be recorded again without them.
/// </summary>
internal static class PointOrigin
{
    private static readonly TableColumn[] _columns =
        [new("Index", ColumnKind.Whole), new("Metric", ColumnKind.Text), new("Experiment", ColumnKind.Text)];

    /// <summary>The columns; one whose name is that of a field has a number behind it.</summary>
    /// <param name="isField">Whether a field has a name.</param>
    public static TableColumn[] Beside(Func<string, bool> isField) => Array.ConvertAll(_columns, column => column with { Name = Free(column.Name, isField) });

    /// <summary>The fields of a point, and behind them where it comes from.</summary>
    public static FieldSet Add(MetricPoint point, ExportedMetric metric, TableColumn[]? columns)
    {
        columns ??= Beside(point.Fields.Contains);
        return new(
            [.. point.Fields.Names, .. columns.Select(column => column.Name)],
            [.. point.Fields.Select(field => field.Value), point.Index, metric.Info.Name, metric.Experiment]);
    }

    private static string Free(string name, Func<string, bool> isField)
    {
        var free = name;
        for (var count = 2; isField(free); count++)
            free = $"{name}#{count}";
        return free;
    }
}
