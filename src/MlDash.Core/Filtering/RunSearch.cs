using System.Runtime.CompilerServices;
using MlDash.Comparing;
using MlDash.Experiments;
using MlDash.Storage;

namespace MlDash.Filtering;

/// <summary>Finds the experiments of a store that a query with a filter means: records as they are found, or facts, which can be sorted.</summary>
/// <param name="query">Which experiments; <see cref="ExperimentQuery.Where"/> is the filter.</param>
public sealed class RunSearch(ExperimentQuery query)
{
    /// <summary>The maximum number of experiments that are read one by one; of more, a walk over all is faster.</summary>
    private const int ReadOneByOne = 50;

    private static readonly Dictionary<ExperimentPath, RunFacts> _none = [];

    /// <summary>The experiments in the order of the query; those of a folder come as they are found.</summary>
    public IAsyncEnumerable<ExperimentRecord> FindAsync(ExperimentStore store, CancellationToken cancellationToken) =>
        // A server leaves out by itself what the filter excludes, and sends the rest in large pages.
        query.Where is not null && IsFar(store) ? FarAsync(store, cancellationToken)
        : query.Where is { IsOfRecords: false } ? NearAsync(store, cancellationToken)
        : store.Reader.FindAsync(query, cancellationToken);

    /// <summary>Facts of the experiments, as far as the filter and a column ask for it.</summary>
    /// <param name="store">Where they are.</param>
    /// <param name="column">The column that they are sorted by.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public IAsyncEnumerable<RunFacts> FactsAsync(ExperimentStore store, RunColumn column, CancellationToken cancellationToken) =>
        column.IsOfRecords && query.Where?.IsOfRecords != false && !IsFar(store)
            ? OfRecordsAsync(store.Reader.FindAsync(query, cancellationToken), cancellationToken)
            : store.Reader.ReadFactsAsync(query, _none, cancellationToken);

    /// <summary>The whole records of experiments that were found. What was deleted meanwhile is not among them.</summary>
    public static async Task<IReadOnlyDictionary<ExperimentPath, ExperimentRecord>> WholeAsync(
        ExperimentStore store, IReadOnlyCollection<RunFacts> runs, CancellationToken cancellationToken)
    {
        var (records, wanted) = (new Dictionary<ExperimentPath, ExperimentRecord>(), runs.Select(run => run.Experiment.Path).ToHashSet());
        if (wanted.Count > ReadOneByOne)
        {
            await foreach (var record in store.Reader.FindAsync(new(), cancellationToken).ConfigureAwait(false))
            {
                if (wanted.Contains(record.Path))
                    records[record.Path] = record;
            }

            return records;
        }

        foreach (var path in wanted)
        {
            if (await store.Reader.GetAsync(path, cancellationToken).ConfigureAwait(false) is { } record)
                records[path] = record;
        }

        return records;
    }

    private async IAsyncEnumerable<ExperimentRecord> NearAsync(ExperimentStore store, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var run in store.Reader.ReadFactsAsync(query, _none, cancellationToken).ConfigureAwait(false))
        {
            if (await store.Reader.GetAsync(run.Experiment.Path, cancellationToken).ConfigureAwait(false) is { } record)
                yield return record;
        }
    }

    private async IAsyncEnumerable<ExperimentRecord> FarAsync(ExperimentStore store, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var runs = new List<RunFacts>();
        await foreach (var run in store.Reader.ReadFactsAsync(query, _none, cancellationToken).ConfigureAwait(false))
            runs.Add(run);
        var records = await WholeAsync(store, runs, cancellationToken).ConfigureAwait(false);
        foreach (var run in runs)
        {
            if (records.GetValueOrDefault(run.Experiment.Path) is { } record)
                yield return record;
        }
    }

    private static async IAsyncEnumerable<RunFacts> OfRecordsAsync(
        IAsyncEnumerable<ExperimentRecord> records, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var record in records.WithCancellation(cancellationToken).ConfigureAwait(false))
            yield return RunFacts.OfRecord(record);
    }

    private static bool IsFar(ExperimentStore store) => store.Mode == ExperimentMode.Remote;
}
