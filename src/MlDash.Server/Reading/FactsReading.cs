using System.Collections.Concurrent;
using System.Collections.Specialized;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using MlDash.Experiments;
using MlDash.Json;
using MlDash.Series;
using MlDash.Server.Documents;
using MlDash.Server.Http;
using MlDash.Server.Metrics;
using MlDash.Server.Stores;
using MlDash.Storage.Format;

namespace MlDash.Server.Reading;

/// <summary>
/// Facts of experiments. The stores are asked for many experiments at once where their metrics end, and for points only of those metrics that have more than
/// were known: points never change, so that what was known of them stays true.
/// </summary>
internal sealed class FactsReading(StoreCollections stores, IMetadataStore store, MetricPoints points, MetricCurves curves)
{
    private const int ExperimentsAtOnce = 500;
    private const int MetricsAtOnce = 8;

    /// <summary>Facts of experiments, in their order.</summary>
    /// <param name="experiments">The experiments.</param>
    /// <param name="known">What was answered before.</param>
    /// <param name="warnings">Gets what cannot be read.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<RunFacts> ReadAsync(
        IAsyncEnumerable<ExperimentRecord> experiments, IReadOnlyDictionary<ExperimentPath, RunFacts> known, ConcurrentQueue<string> warnings,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var some in experiments.Chunk(ExperimentsAtOnce).WithCancellation(cancellationToken))
        {
            string[] ids = [.. some.Select(experiment => experiment.Id!)];
            RunFacts?[] before = [.. some.Select(experiment => RunFacts.Of(experiment, known))];
            var parameters = await stores.Parameters.GetAsync(ids, cancellationToken);
            var metrics = await MetricsAsync(ids, before, warnings, cancellationToken);
            for (var at = 0; at < some.Length; at++)
                yield return RunFacts.Of(some[at], ParametersOf(parameters.GetValueOrDefault(ids[at]), before[at]), metrics[at], before[at]);
        }
    }

    private static (OrderedDictionary Values, FactStamp Stamp) ParametersOf(ParametersDocument? document, RunFacts? known)
    {
        var stamp = document is null ? default : new FactStamp(document.Version, 1);
        return stamp.Tells(known?.ParametersStamp ?? default) ? (known!.Parameters, stamp)
            : (RunFacts.Kept(RecordShapes.MapOf(document?.Data) ?? JsonValues.NewMap()), stamp);
    }

    private async Task<Dictionary<string, MetricFacts>[]> MetricsAsync(
        string[] experiments, RunFacts?[] before, ConcurrentQueue<string> warnings, CancellationToken cancellationToken)
    {
        var places = experiments.Select((id, at) => (id, at)).ToDictionary(one => one.id, one => one.at, StringComparer.Ordinal);
        var heads = await stores.Metrics.HeadsAsync(experiments, 0, int.MaxValue, cancellationToken);
        var ends = await store.EndsAsync([.. heads.Select(head => MetricDocument.StreamOf(head.Id))], cancellationToken);
        var found = Array.ConvertAll(experiments, _ => new Dictionary<string, MetricFacts>(StringComparer.Ordinal));
        List<(int Run, StoredHead Head, MetricFacts? Known, long End)> grown = [];
        foreach (var head in heads)
        {
            var (run, end) = (places[head.Key], ends.GetValueOrDefault(MetricDocument.StreamOf(head.Id))?.Next ?? 0);
            var known = before[run]?.Metrics.GetValueOrDefault(head.Label) is { } facts && StampOf(head.Id).Tells(facts.Stamp) ? facts : null;
            if (known?.Points >= end)
                found[run][head.Label] = known;
            else
                grown.Add((run, head, known, end));
        }

        var documents = await stores.Metrics.GetAsync([.. grown.Select(one => one.Head.Id)], cancellationToken);
        var read = new MetricFacts?[grown.Count];
        var limits = new ParallelOptions { MaxDegreeOfParallelism = MetricsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, grown.Count, limits, async (at, one) =>
            // What was deleted since its head was read is left out.
            read[at] = documents.TryGetValue(grown[at].Head.Id, out var metric)
                ? await ReadOrWarnAsync(metric, grown[at].Known, grown[at].End, warnings, one) : null);
        for (var at = 0; at < read.Length; at++)
        {
            if (read[at] is { } facts)
                found[grown[at].Run][grown[at].Head.Label] = facts;
        }
        return found;
    }

    /// <summary>The facts of a metric; one that is damaged is a warning, and hides no other.</summary>
    private async Task<MetricFacts?> ReadOrWarnAsync(
        MetricDocument metric, MetricFacts? known, long end, ConcurrentQueue<string> warnings, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(metric, known, end, cancellationToken);
        }
        catch (Exception fault) when (fault is InvalidDataException or FormatException or JsonException or ApiException)
        {
            warnings.Enqueue($"The metric '{metric.Name}' of experiment {metric.ExperimentId} is skipped: {fault.Message}");
            return null;
        }
    }

    private async Task<MetricFacts> ReadAsync(MetricDocument metric, MetricFacts? known, long end, CancellationToken cancellationToken)
    {
        var from = known?.Points ?? 0;
        // Points in chunks have summaries, which are read faster than the points.
        if (from < metric.ChunkedPoints)
            return await curves.AskAsync(metric, found => FactCollector.ReadAsync(found, StampOf(metric.Id), cancellationToken), cancellationToken);
        var (table, columns) = (new FieldTable(), new NumberColumns());
        var (facts, numbers) = (new FactCollector(table, known), new PointNumbers(table));
        await foreach (var point in points.ReadAsync(metric, from, end, cancellationToken))
        {
            numbers.ReadData(point.Data.Span, point.Index, columns);
            if (columns.Count < NumberColumns.Most)
                continue;
            facts.Add(columns);
            columns.Clear();
        }
        facts.Add(columns);
        return facts.ToFacts(StampOf(metric.Id));
    }

    /// <summary>A metric is known by its id; how far it was read, by its points.</summary>
    private static FactStamp StampOf(string metric) => new(long.Parse(metric, CultureInfo.InvariantCulture), 1);
}
