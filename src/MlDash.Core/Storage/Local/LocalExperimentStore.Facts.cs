using System.Collections.Specialized;
using System.Runtime.CompilerServices;
using MlDash.Experiments;
using MlDash.Series;

namespace MlDash.Storage.Local;

/// <content>Facts of experiments.</content>
public sealed partial class LocalExperimentStore
{
    /// <summary>Experiments that are looked at side by side before the first of them is answered.</summary>
    private const int FactsAtOnce = 256;

    /// <inheritdoc />
    public IAsyncEnumerable<RunFacts> ReadFactsAsync(
        ExperimentQuery query, IReadOnlyDictionary<ExperimentPath, RunFacts> known, CancellationToken cancellationToken) =>
        query.ChooseAsync(FactsAsync(query.ForFacts, known, cancellationToken), cancellationToken);

    private async IAsyncEnumerable<RunFacts> FactsAsync(
        ExperimentQuery query, IReadOnlyDictionary<ExperimentPath, RunFacts> known, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var limits = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount };
        foreach (var records in Find(query, cancellationToken).Chunk(FactsAtOnce))
        {
            var facts = new RunFacts?[records.Length];
            await Parallel.ForAsync(0, records.Length, limits, async (at, ended) =>
                facts[at] = await FactsOrWarnAsync(records[at], RunFacts.Of(records[at], known), ended).ConfigureAwait(false)).ConfigureAwait(false);
            foreach (var one in facts)
            {
                if (one is not null)
                    yield return one;
            }
        }
    }

    /// <summary>The facts of an experiment; one that cannot be read is a warning, and hides no other.</summary>
    private async ValueTask<RunFacts?> FactsOrWarnAsync(ExperimentRecord record, RunFacts? known, CancellationToken cancellationToken)
    {
        try
        {
            var layout = Layout(record.Path);
            var metrics = await MetricFactsAsync(layout, known?.Metrics, cancellationToken).ConfigureAwait(false);
            return RunFacts.Of(record, ParameterFacts(layout, known), metrics, known);
        }
        catch (Exception fault) when (fault is MlDashException or IOException or UnauthorizedAccessException)
        {
            Warnings.Enqueue($"The experiment '{record.Path}' is skipped: {fault.Message}");
            return null;
        }
    }

    private (OrderedDictionary Values, FactStamp Stamp) ParameterFacts(LocalLayout layout, RunFacts? known)
    {
        var stamp = FileStamp.Of(layout.Parameters);
        return known is not null && stamp.Tells(known.ParametersStamp)
            ? (known.Parameters, stamp)
            : (RunFacts.Kept(DataOf(SmallDocument.ReadIfWhole(layout.Parameters, damage => Warnings.Enqueue(damage.Message)))), stamp);
    }

    private async ValueTask<IReadOnlyDictionary<string, MetricFacts>> MetricFactsAsync(
        LocalLayout layout, IReadOnlyDictionary<string, MetricFacts>? known, CancellationToken cancellationToken)
    {
        var metrics = new Dictionary<string, MetricFacts>(StringComparer.Ordinal);
        foreach (var folder in LocalStreams.MetricFolders(layout.MetricsFolder))
        {
            var name = LocalStreams.NameOf(layout.MetricsFolder, folder);
            var stamp = FileStamp.Of(Path.Combine(folder, LocalLayout.DataFile));
            if (known?.GetValueOrDefault(name) is { } facts && stamp.Tells(facts.Stamp))
                metrics[name] = facts;
            else if (await ReadFactsAsync(layout, folder, stamp, cancellationToken).ConfigureAwait(false) is { } read)
                metrics[name] = read;
        }

        return metrics;
    }

    /// <summary>The facts of a metric. Broken lines are warnings to those who read the points, not to those who look at a table again and again.</summary>
    private async ValueTask<MetricFacts?> ReadFactsAsync(LocalLayout layout, string folder, FactStamp stamp, CancellationToken cancellationToken)
    {
        try
        {
            return await SummarizedAsync(
                layout.FileIn(folder, LocalLayout.DataFile), static (_, _) => { }, points => FactCollector.ReadAsync(points, stamp, cancellationToken),
                cancellationToken).ConfigureAwait(false);
        }
        catch (MlDashException fault)
        {
            Warnings.Enqueue($"'{folder}' is skipped: {fault.Message}");
            return null;
        }
    }
}
