using System.Globalization;
using System.Management.Automation;
using MlDash.Ci;
using MlDash.Protocol;
using MlDash.Text;

namespace MlDash.Cmdlets.Commands;

/// <summary>Experiments and checks as parts of a report.</summary>
internal static class ReportContent
{
    private const int MostValues = 200;

    /// <summary>A check, from an object that has its properties; null when it has not.</summary>
    public static ReportedCheck? Check(PSObject given)
    {
        if (Text("Metric") is not { } metric || Text("Outcome") is not { } outcome)
            return null;
        var field = Text("Field");
        return new(
            string.IsNullOrEmpty(field) ? metric : $"{metric}.{field}", outcome, Text("Reason") ?? string.Empty,
            Number("Value"), Number("Baseline"), Number("Limit"), Number("Ratio"))
        {
            Experiment = Text("Experiment"),
            Kind = Text("Check"),
        };

        object? Value(string name) => given.Properties[name]?.Value is { } value ? value is PSObject wrapped ? wrapped.BaseObject : value : null;

        string? Text(string name) => Value(name) is { } value ? Convert.ToString(value, CultureInfo.InvariantCulture) : null;

        double? Number(string name) => StoredNumber.Of(Value(name));
    }

    /// <summary>A run with the last values of its metrics.</summary>
    public static ReportedRun Run(Experiment experiment, IEnumerable<MetricInfo> metrics)
    {
        var values =
            from metric in metrics
            from field in metric.Last?.Fields ?? Enumerable.Empty<KeyValuePair<string, object?>>()
            where field.Key != MetricPoint.TimestampField
            let number = StoredNumber.Of(field.Value)
            where number is not null
            select new ReportedValue(metric.Name, field.Key, number.Value);
        return new(experiment.Prefix, experiment.Status, experiment.Duration, experiment.Error, Link(experiment), [.. values.Take(MostValues)]);
    }

    /// <summary>On a server the path is also the address of the page.</summary>
    private static string? Link(Experiment experiment) => experiment is { Mode: ExperimentMode.Remote, Server: { } server }
        ? $"{server.TrimEnd('/')}/{Routes.Escaped(experiment.Prefix)}"
        : null;
}
