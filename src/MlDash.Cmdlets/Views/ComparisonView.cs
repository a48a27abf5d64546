using System.Management.Automation;
using MlDash.Comparing;

namespace MlDash.Cmdlets.Views;

/// <summary>
/// Shows a comparison as plain objects: a row for each experiment, or a row for each parameter and metric. Their columns are names of the data, which only
/// the view of <see cref="ComparisonText"/> knows, so that the cells themselves have to be safe on a terminal for all other views.
/// </summary>
internal static class ComparisonView
{
    /// <summary>A row for each experiment: its path and status, then a column for each parameter and each metric.</summary>
    public static IReadOnlyList<PSObject> ByExperiment(Comparison comparison) => ComparisonText.Together(Experiments(comparison));

    /// <summary>A row for each column of the other form, with a column for each experiment, named by its path.</summary>
    public static IReadOnlyList<PSObject> ByKey(Comparison comparison) => ComparisonText.Together(Keys(comparison));

    private static IEnumerable<PSObject> Experiments(Comparison comparison)
    {
        var names = NamesOf(comparison);
        for (var at = 0; at < names.Length; at++)
        {
            var view = new PSObject();
            foreach (var (name, valueOf) in Columns(comparison, names))
                FieldProperty.AddTo(view, name, valueOf(at));
            yield return view;
        }
    }

    private static IEnumerable<PSObject> Keys(Comparison comparison)
    {
        var names = NamesOf(comparison);
        foreach (var (name, valueOf) in Columns(comparison, names).Skip(1))
        {
            var view = new PSObject();
            FieldProperty.AddTo(view, "Key", ViewText.Line(name));
            for (var at = 0; at < names.Length; at++)
                FieldProperty.AddTo(view, names[at], valueOf(at));
            yield return view;
        }
    }

    private static IEnumerable<(string Name, Func<int, object?> ValueOf)> Columns(Comparison comparison, string[] names)
    {
        yield return ("Experiment", at => ViewText.Line(names[at]));
        yield return ("Status", at => comparison.Rows[at].Record.Status);
        foreach (var parameter in comparison.Parameters)
            yield return (parameter, at => Tame(comparison.Rows[at].ParameterCell(parameter)));
        foreach (var metric in comparison.Metrics)
            yield return (metric, at => Tame(comparison.Rows[at].MetricCell(metric)));
    }

    private static object? Tame(object? cell) => cell is string text ? ViewText.Block(text) : cell;

    private static string[] NamesOf(Comparison comparison) => [.. comparison.Rows.Select(row => row.Record.Path.Value)];
}
