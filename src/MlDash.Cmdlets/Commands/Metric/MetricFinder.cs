using MlDash.Cmdlets.Binding;
using MlDash.Cmdlets.Waiting;
using MlDash.Metrics;
using MlDash.Text;

namespace MlDash.Cmdlets.Commands;

/// <summary>Finds metrics of an experiment by names and patterns.</summary>
internal static class MetricFinder
{
    /// <summary>What is asked for, as patterns: the metric from the pipeline, else names; nothing for all.</summary>
    /// <param name="input">A <see cref="PipedMetric"/>, when one came down the pipeline.</param>
    /// <param name="patterns">Names with wildcards.</param>
    /// <param name="literals">Names without.</param>
    public static string[] Asked(object? input, string[] patterns, string[] literals) =>
        input is PipedMetric metric ? [Wildcard.Escape(metric.Name)] : Wildcard.All(patterns, literals);

    /// <summary>The metrics that are named; all when none is.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="asked">Patterns, or names without regard to case.</param>
    /// <param name="report">Told of each name that there is not.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static IEnumerable<MetricInfo> Find(Experiment experiment, string[] asked, Action<Exception> report, CancellationToken cancellationToken)
    {
        if (asked.Length == 0)
        {
            foreach (var metric in AsyncBridge.Pump(experiment.ListMetricsAsync(cancellationToken)))
                yield return metric;
            yield break;
        }

        var missing = asked.Where(name => !Wildcard.HasWildcard(name)).Select(Wildcard.Unescape).ToList();
        var hasPatterns = missing.Count < asked.Length;
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
        var patterns = (hasPatterns ? asked : missing.Select(Wildcard.Escape)).Select(Wildcard.ForName).ToArray();
        var unfit = patterns.Where(pattern => Wildcard.MayBeName(pattern.Pattern)).ToList();
        foreach (var metric in patterns.Length == 0 ? [] : AsyncBridge.Pump(experiment.FindMetricsAsync(patterns, cancellationToken)))
        {
            unfit.RemoveAll(pattern => pattern.IsMatch(metric.Name));
            missing.RemoveAll(name => name.Equals(metric.Name, StringComparison.OrdinalIgnoreCase));
            yield return metric;
        }

        string[] names = [.. unfit.Select(pattern => pattern.Pattern)];
        foreach (var metric in names.Length == 0 ? [] : AsyncBridge.Pump(experiment.DescribeMetricsAsync(names, cancellationToken)))
            yield return metric;

        foreach (var name in missing)
            report(MetricErrors.NotFound(name, experiment.Prefix));
    }
}
