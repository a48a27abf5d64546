using MlDash.Cmdlets.Waiting;
using MlDash.Judging;

namespace MlDash.Cmdlets.Commands;

/// <summary>One value of a metric of each of many experiments, of any stores, each read once.</summary>
/// <param name="metric">The metric and its field, as they were given.</param>
/// <param name="aggregate">Which value.</param>
/// <param name="cancellationToken">Ends it.</param>
internal sealed class MetricTable(string metric, MetricAggregate aggregate, CancellationToken cancellationToken)
{
    private readonly Dictionary<(string Root, string Prefix), AggregatedValue?> _values = [];

    /// <summary>The values as numbers; NaN for none.</summary>
    public static double[] Numbers(IEnumerable<AggregatedValue?> values) => [.. values.Select(value => value?.Value ?? double.NaN)];

    /// <summary>The values of experiments; null where one has no such metric.</summary>
    public IReadOnlyList<AggregatedValue?> Of(IReadOnlyList<Experiment> experiments)
    {
        Read(experiments);
        return [.. experiments.Select(one => _values[(one.Root, one.Prefix)])];
    }

    /// <summary>Reads those that are not known yet, by few questions to each store.</summary>
    public void Read(IEnumerable<Experiment> experiments)
    {
        foreach (var store in experiments.Where(one => !_values.ContainsKey((one.Root, one.Prefix))).DistinctBy(one => one.Prefix + '\n' + one.Root)
            .GroupBy(one => one.Root, StringComparer.Ordinal))
        {
            Experiment[] all = [.. store];
            var reader = new AggregatedValues(Experiment.StoreOf(all[0]).Reader, aggregate);
            var read = AsyncBridge.Await(reader.ReadAsync(Array.ConvertAll(all, one => one.Stored.Path), metric, cancellationToken));
            for (var at = 0; at < all.Length; at++)
                _values[(store.Key, all[at].Prefix)] = read[at];
        }
    }
}
