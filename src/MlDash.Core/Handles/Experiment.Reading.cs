using System.Runtime.CompilerServices;
using MlDash.Experiments;
using MlDash.Text;

namespace MlDash;

/// <content>Reading metrics and tracks, and what makes sure that it sees what was recorded.</content>
public sealed partial class Experiment
{
    /// <summary>All tracks; what was queued before is counted.</summary>
    internal IAsyncEnumerable<TrackInfo> ListTracksAsync(CancellationToken cancellationToken = default) => DescribeTracksAsync(null, cancellationToken);

    /// <summary>
    /// Tracks by their exact topics, or all; what was queued before is counted. What is not there is left out, and other tracks cost nothing.
    /// </summary>
    internal async IAsyncEnumerable<TrackInfo> DescribeTracksAsync(
        IReadOnlyCollection<string>? topics, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await WriteThroughAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var track in Store.Reader.DescribeTracksAsync(Stored.Path, topics, cancellationToken).ConfigureAwait(false))
            yield return new TrackInfo(track) { Experiment = new ExperimentLink(this) };
    }

    /// <summary>All metrics; what was queued before is counted.</summary>
    internal IAsyncEnumerable<MetricInfo> ListMetricsAsync(CancellationToken cancellationToken = default) => DescribeMetricsAsync(null, cancellationToken);

    /// <summary>
    /// Metrics by their exact names, or all; what was queued before is counted. What is not there is left out, and other metrics cost nothing.
    /// </summary>
    internal async IAsyncEnumerable<MetricInfo> DescribeMetricsAsync(
        IReadOnlyCollection<string>? names, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await WriteThroughAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var metric in Store.Reader.DescribeMetricsAsync(Stored.Path, names, cancellationToken).ConfigureAwait(false))
            yield return new MetricInfo(metric) { Experiment = new ExperimentLink(this) };
    }

    /// <summary>Metrics that fit one of some patterns; of the others no more than the names is read.</summary>
    /// <param name="patterns">Patterns, or names without regard to case.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal async IAsyncEnumerable<MetricInfo> FindMetricsAsync(
        IReadOnlyCollection<Wildcard> patterns, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await WriteThroughAsync(cancellationToken).ConfigureAwait(false);
        var names = new List<string>();
        await foreach (var name in Store.Reader.ListMetricNamesAsync(Stored.Path, cancellationToken).ConfigureAwait(false))
        {
            if (patterns.Any(pattern => pattern.IsMatch(name)))
                names.Add(name);
        }

        if (names.Count == 0)
            yield break;
        await foreach (var metric in Store.Reader.DescribeMetricsAsync(Stored.Path, names, cancellationToken).ConfigureAwait(false))
            yield return new MetricInfo(metric) { Experiment = new ExperimentLink(this) };
    }

    /// <summary>
    /// Ends when everything recorded before the call lies where it is read: on the disk of this machine or, in remote mode, on the server as far as that can be
    /// reached. So a read never waits for a network that it does not read from. At once when this object does not record.
    /// </summary>
    /// <exception cref="StorageException">Something could not be written; it stays queued and is tried further.</exception>
    internal Task WriteThroughAsync(CancellationToken cancellationToken = default) =>
        Mode == ExperimentMode.Remote ? FlushAsync(evenIfAway: false, cancellationToken)
        : _recorder is { } recorder ? recorder.WriteThroughAsync(cancellationToken)
        : Task.CompletedTask;

    /// <summary>
    /// Ends when everything recorded before the call is written, and sent to the server if there is one; at once when this object does not record.
    /// </summary>
    /// <param name="evenIfAway">Whether a server that was unreachable is asked again at once; otherwise its next try, which the background makes, is not
    /// anticipated.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StorageException">Something could not be written; it stays queued and is tried further.</exception>
    internal Task FlushAsync(bool evenIfAway, CancellationToken cancellationToken = default) =>
        _recorder?.FlushAsync(evenIfAway, cancellationToken) ?? Task.CompletedTask;

    /// <inheritdoc cref="FlushAsync(bool, CancellationToken)" />
    internal Task FlushAsync(CancellationToken cancellationToken = default) => FlushAsync(evenIfAway: false, cancellationToken);

    /// <summary>Ends when the experiment does not run any more, whoever records it.</summary>
    /// <param name="interval">The time between two looks.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The experiment as it is then.</returns>
    /// <exception cref="ExperimentException"><c>ExperimentNotFound</c>: it was deleted meanwhile.</exception>
    internal async Task<Experiment> WaitForEndAsync(TimeSpan interval, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var record = await Store.Reader.GetAsync(Stored.Path, cancellationToken).ConfigureAwait(false) ?? throw ExperimentErrors.NotFound(Stored.Path);
            if (record.Status != ExperimentStatus.Running)
                return new Experiment(Store, record);
            await Task.Delay(interval, Store.Clock, cancellationToken).ConfigureAwait(false);
        }
    }
}
