using MlDash.Comparing;
using MlDash.Metrics;
using MlDash.Series;
using MlDash.Storage;

namespace MlDash.Judging;

/// <summary>
/// Reads one value of each of many runs. Last, Min, Max and Mean come from the summaries of a metric, by one question for all runs; only Median and P95, and
/// fields that hold NaN or infinities, need the points.
/// </summary>
/// <param name="reader">Where all runs are kept.</param>
/// <param name="aggregate">Which value.</param>
public sealed class AggregatedValues(IExperimentReader reader, MetricAggregate aggregate)
{
    private static readonly SeriesQuery _wholeSeries = new() { X = SeriesX.Index, Buckets = 1 };

    /// <summary>The values of a metric and field, in the order of the runs.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="text">A metric with a field, such as <c>val.loss</c>, or a metric that has one field only.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>A value a run; null where a run has no such metric or field.</returns>
    /// <exception cref="ConfigurationException"><c>IllegalMetricChoice</c>, <c>MetricFieldNotNamed</c>.</exception>
    public async Task<IReadOnlyList<AggregatedValue?>> ReadAsync(
        IReadOnlyList<ExperimentPath> runs, string text, CancellationToken cancellationToken)
    {
        var choice = MetricChoice.Parse(text);
        var found = new AggregatedValue?[runs.Count];
        // Names may have dots themselves: the longest metric with such a field wins, and the whole text may be a metric with one field.
        foreach (var name in choice.PossibleNames.Where(name => name.Length < choice.Text.Length).Append(choice.Text))
        {
            int[] open = [.. Enumerable.Range(0, runs.Count).Where(at => found[at] is null)];
            if (open.Length == 0)
                break;
            var query = name.Length < choice.Text.Length ? _wholeSeries with { Fields = [choice.Text[(name.Length + 1)..]] } : _wholeSeries;
            var curves = await reader.ReadSeriesAsync([.. open.Select(at => new MetricPath(runs[at], name))], query, cancellationToken).ConfigureAwait(false);
            for (var at = 0; at < open.Length; at++)
            {
                if (CurveOf(curves[at], query, choice.Text) is { } curve)
                    found[open[at]] = new(curve.Metric, curve.Field, await ValueOfAsync(runs[open[at]], curve, cancellationToken).ConfigureAwait(false));
            }
        }

        return found;
    }

    private static MetricSeries? CurveOf(IReadOnlyList<MetricSeries> curves, SeriesQuery query, string text)
    {
        if (query.Fields.Count > 0)
            return curves.Count > 0 ? curves[0] : null;
        MetricSeries[] fields = [.. curves.Where(curve => !SeriesX.IsUsual(curve.Field))];
        return fields.Length <= 1 ? fields.FirstOrDefault() : throw new ConfigurationException(
            "MetricFieldNotNamed",
            $"The metric '{text}' has several fields: {string.Join(", ", fields.Select(curve => curve.Field).Take(10))}.",
            $"Name one, such as '{text}.{fields[0].Field}'.")
        { Target = text };
    }

    private async Task<double> ValueOfAsync(ExperimentPath run, MetricSeries curve, CancellationToken cancellationToken)
    {
        var all = default(SeriesBucket);
        foreach (var bucket in curve.Buckets)
            all.Merge(bucket);
        // Buckets know finite numbers alone.
        if (all.NonFinite > 0 || aggregate is MetricAggregate.Median or MetricAggregate.P95)
            return OfNumbers(await ReadNumbersAsync(run, curve, cancellationToken).ConfigureAwait(false));
        return all.Count == 0 ? double.NaN : aggregate switch
        {
            MetricAggregate.Min => all.Min.Y,
            MetricAggregate.Max => all.Max.Y,
            MetricAggregate.Mean => all.Sum / all.Count,
            _ => all.Last.Y,
        };
    }

    private async Task<List<double>> ReadNumbersAsync(ExperimentPath run, MetricSeries curve, CancellationToken cancellationToken)
    {
        var numbers = new List<double>();
        var query = new MetricQuery { Fields = [curve.Field] };
        await foreach (var point in reader.ReadMetricAsync(run, curve.Metric, query, cancellationToken).ConfigureAwait(false))
        {
            if (point.Fields.Contains(curve.Field) && Text.StoredNumber.Of(point.Fields[curve.Field]) is { } number)
                numbers.Add(number);
        }

        return numbers;
    }

    private double OfNumbers(List<double> numbers)
    {
        if (aggregate == MetricAggregate.Last)
            return numbers.Count > 0 ? numbers[^1] : double.NaN;
        numbers.RemoveAll(double.IsNaN);
        return numbers.Count == 0 ? double.NaN : Noise.Of(numbers, aggregate switch
        {
            MetricAggregate.Min => SummaryAggregation.Min,
            MetricAggregate.Max => SummaryAggregation.Max,
            MetricAggregate.Mean => SummaryAggregation.Mean,
            MetricAggregate.Median => SummaryAggregation.Median,
            _ => SummaryAggregation.P95,
        });
    }
}
