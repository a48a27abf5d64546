using MlDash.Cmdlets.Waiting;
using MlDash.Metrics;
using MlDash.Text;

namespace MlDash.Cmdlets.Commands;

/// <summary>Finds metrics of an experiment by names and patterns.</summary>
internal static class MetricFinder
{
    /// <summary>The metrics that are named; all when none is.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="names">Names without regard to case, or patterns.</param>
    /// <param name="report">Told of each name that there is not.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static IEnumerable<MetricInfo> Find(Experiment experiment, string[] names, Action<Exception> report, CancellationToken cancellationToken)
    {
        if (names.Length == 0)
        {
            foreach (var metric in AsyncBridge.Pump(experiment.ListMetricsAsync(cancellationToken)))
                yield return metric;
            yield break;
        }

        var missing = names.Where(name => !Wildcard.IsPattern(name)).ToList();
        var hasPatterns = missing.Count < names.Length;
        if (!hasPatterns)
        {
            // The cost of those that are asked for, not of all there are.
            foreach (var metric in AsyncBridge.Pump(experiment.DescribeMetricsAsync(missing.ToArray(), cancellationToken)))
            {
                missing.RemoveAll(name => name == metric.Name);
                yield return metric;
            }
        }

        // What is not called exactly so may be so without regard to case.
        var patterns = (hasPatterns ? names : [.. missing]).Select(Wildcard.ForName).ToArray();
        foreach (var metric in patterns.Length == 0 ? [] : AsyncBridge.Pump(experiment.FindMetricsAsync(patterns, cancellationToken)))
        {
            missing.RemoveAll(name => name.Equals(metric.Name, StringComparison.OrdinalIgnoreCase));
            yield return metric;
        }

        foreach (var name in missing)
            report(MetricErrors.NotFound(name, experiment.Prefix));
    }
}
