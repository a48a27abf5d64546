using System.Runtime.CompilerServices;
using MlDash.Experiments;
using MlDash.Metrics;
using MlDash.Series;

namespace MlDash.Storage;

/// <summary>Facts of experiments from a place that answers nothing but points: each point is read once, and those that were read before not again.</summary>
internal static class PointwiseFacts
{
    /// <inheritdoc cref="IExperimentReader.ReadFactsAsync"/>
    public static IAsyncEnumerable<RunFacts> ReadAsync(
        IExperimentReader reader, ExperimentQuery query, IReadOnlyDictionary<ExperimentPath, RunFacts> known, CancellationToken cancellationToken) =>
        query.ChooseAsync(AllAsync(reader, query.ForFacts, known, cancellationToken), cancellationToken);

    private static async IAsyncEnumerable<RunFacts> AllAsync(
        IExperimentReader reader, ExperimentQuery query, IReadOnlyDictionary<ExperimentPath, RunFacts> known,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var record in reader.FindAsync(query, cancellationToken).ConfigureAwait(false))
        {
            var before = RunFacts.Of(record, known);
            var parameters = RunFacts.Kept(await reader.ReadParametersAsync(record.Path, cancellationToken).ConfigureAwait(false));
            var metrics = new Dictionary<string, MetricFacts>(StringComparer.Ordinal);
            await foreach (var metric in reader.DescribeMetricsAsync(record.Path, null, cancellationToken).ConfigureAwait(false))
            {
                var standing = before?.Metrics.GetValueOrDefault(metric.Name);
                metrics[metric.Name] = standing?.Points == metric.TotalPoints ? standing
                    : await ReadAsync(reader, record.Path, metric.Name, standing, cancellationToken).ConfigureAwait(false);
            }

            yield return RunFacts.Of(record, (parameters, default), metrics, before);
        }
    }

    private static async Task<MetricFacts> ReadAsync(
        IExperimentReader reader, ExperimentPath path, string metric, MetricFacts? known, CancellationToken cancellationToken)
    {
        var (table, points) = (new FieldTable(), new NumberColumns());
        var facts = new FactCollector(table, known);
        var query = new MetricQuery { Skip = known?.Points ?? 0 };
        await foreach (var point in reader.ReadMetricAsync(path, metric, query, cancellationToken).ConfigureAwait(false))
        {
            points.Add(point, table);
            if (points.Count < NumberColumns.Most)
                continue;
            facts.Add(points);
            points.Clear();
        }

        facts.Add(points);
        return facts.ToFacts(default);
    }
}
