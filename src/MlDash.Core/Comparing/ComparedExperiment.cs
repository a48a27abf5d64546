using System.Collections;
using System.Collections.Specialized;
using MlDash.Json;
using MlDash.Storage;

namespace MlDash.Comparing;

/// <summary>An experiment to compare, and what reads it.</summary>
/// <param name="Reader">Reads it.</param>
/// <param name="Record">Which one it is.</param>
public sealed record ComparedExperiment(IExperimentReader Reader, ExperimentRecord Record);

/// <summary>What an experiment contributes to a comparison.</summary>
/// <param name="Record">The experiment.</param>
/// <param name="Parameters">Its parameters, flat.</param>
/// <param name="Metrics">The values of the chosen metrics, under the names of their columns.</param>
public sealed record ComparisonRow(ExperimentRecord Record, OrderedDictionary Parameters, IReadOnlyDictionary<string, object?> Metrics)
{
    /// <summary>A parameter as a cell of a table; null when the experiment has none of that name.</summary>
    public object? ParameterCell(string name) => Cell(Parameters[name]);

    /// <summary>The value of a column of metrics as a cell of a table; null when the experiment has none.</summary>
    public object? MetricCell(string column) => Cell(Metrics.GetValueOrDefault(column));

    /// <summary>Lists as JSON: whatever writes a table as text would write the name of their type.</summary>
    private static object? Cell(object? value) => value is IList or IDictionary ? JsonText.Line(value) : value;
}
