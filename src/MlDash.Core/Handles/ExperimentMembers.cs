using System.Collections.Concurrent;
using MlDash.Text;

namespace MlDash;

/// <summary>
/// What commands do with an experiment. Beside the class, not in it: whatever a class has of its own is a property or method of the object to a script, and
/// part of it where it is shown as JSON or copied into a job.
/// </summary>
public static class ExperimentMembers
{
    extension(Experiment experiment)
    {
        /// <inheritdoc cref="Experiment.Warnings"/>
        public ConcurrentQueue<string> Warnings => experiment.Warnings;

        /// <inheritdoc cref="Experiment.Log"/>
        public ExperimentLog Log => experiment.Log;

        /// <inheritdoc cref="Experiment.Parameters"/>
        public ExperimentParameters Parameters => experiment.Parameters;

        /// <inheritdoc cref="Experiment.Summaries"/>
        public MetricSummaries Summaries => experiment.Summaries;

        /// <inheritdoc cref="Experiment.Files"/>
        public ExperimentFiles Files => experiment.Files;

        /// <inheritdoc cref="Experiment.Stored"/>
        public ExperimentRecord Stored => experiment.Stored;

        /// <inheritdoc cref="Experiment.Metric(string)"/>
        public ExperimentMetric Metric(string name) => experiment.Metric(name);

        /// <inheritdoc cref="Experiment.Track(string)"/>
        public ExperimentTrack Track(string topic) => experiment.Track(topic);

        /// <inheritdoc cref="Experiment.TakeFault()"/>
        public MlDashException? TakeFault() => experiment.TakeFault();

        /// <inheritdoc cref="Experiment.CompleteAsync(ExperimentStatus, string?, CancellationToken)"/>
        public Task CompleteAsync(ExperimentStatus status, string? error = null, CancellationToken cancellationToken = default) =>
            experiment.CompleteAsync(status, error, cancellationToken);

        /// <inheritdoc cref="Experiment.UpdateAsync(ExperimentChange, CancellationToken)"/>
        public Task UpdateAsync(ExperimentChange change, CancellationToken cancellationToken = default) => experiment.UpdateAsync(change, cancellationToken);

        /// <inheritdoc cref="Experiment.DeleteAsync(CancellationToken)"/>
        public Task<long> DeleteAsync(CancellationToken cancellationToken = default) => experiment.DeleteAsync(cancellationToken);

        /// <inheritdoc cref="Experiment.RecycleAsync(CancellationToken)"/>
        public Task<RecycledExperiment?> RecycleAsync(CancellationToken cancellationToken = default) => experiment.RecycleAsync(cancellationToken);

        /// <inheritdoc cref="Experiment.PathOf(string)"/>
        public ExperimentPath PathOf(string name) => experiment.PathOf(name);

        /// <inheritdoc cref="Experiment.RenameAsync(ExperimentPath, CancellationToken)"/>
        public Task RenameAsync(ExperimentPath to, CancellationToken cancellationToken = default) => experiment.RenameAsync(to, cancellationToken);

        /// <inheritdoc cref="Experiment.CopyAsync(ExperimentPath, CancellationToken)"/>
        public Task<Experiment> CopyAsync(ExperimentPath to, CancellationToken cancellationToken = default) => experiment.CopyAsync(to, cancellationToken);

        /// <inheritdoc cref="Experiment.ListTracksAsync(CancellationToken)"/>
        public IAsyncEnumerable<TrackInfo> ListTracksAsync(CancellationToken cancellationToken = default) => experiment.ListTracksAsync(cancellationToken);

        /// <inheritdoc cref="Experiment.DescribeTracksAsync(IReadOnlyCollection{string}?, CancellationToken)"/>
        public IAsyncEnumerable<TrackInfo> DescribeTracksAsync(IReadOnlyCollection<string>? topics, CancellationToken cancellationToken = default) =>
            experiment.DescribeTracksAsync(topics, cancellationToken);

        /// <inheritdoc cref="Experiment.ListMetricsAsync(CancellationToken)"/>
        public IAsyncEnumerable<MetricInfo> ListMetricsAsync(CancellationToken cancellationToken = default) => experiment.ListMetricsAsync(cancellationToken);

        /// <inheritdoc cref="Experiment.DescribeMetricsAsync(IReadOnlyCollection{string}?, CancellationToken)"/>
        public IAsyncEnumerable<MetricInfo> DescribeMetricsAsync(IReadOnlyCollection<string>? names, CancellationToken cancellationToken = default) =>
            experiment.DescribeMetricsAsync(names, cancellationToken);

        /// <inheritdoc cref="Experiment.FindMetricsAsync(IReadOnlyCollection{Wildcard}, CancellationToken)"/>
        public IAsyncEnumerable<MetricInfo> FindMetricsAsync(IReadOnlyCollection<Wildcard> patterns, CancellationToken cancellationToken = default) =>
            experiment.FindMetricsAsync(patterns, cancellationToken);

        /// <inheritdoc cref="Experiment.WriteThroughAsync(CancellationToken)"/>
        public Task WriteThroughAsync(CancellationToken cancellationToken = default) => experiment.WriteThroughAsync(cancellationToken);

        /// <inheritdoc cref="Experiment.FlushAsync(bool, CancellationToken)"/>
        public Task FlushAsync(bool evenIfAway, CancellationToken cancellationToken = default) => experiment.FlushAsync(evenIfAway, cancellationToken);

        /// <inheritdoc cref="Experiment.FlushAsync(bool, CancellationToken)"/>
        public Task FlushAsync(CancellationToken cancellationToken = default) => experiment.FlushAsync(cancellationToken);

        /// <inheritdoc cref="Experiment.WaitForEndAsync(TimeSpan, CancellationToken)"/>
        public Task<Experiment> WaitForEndAsync(TimeSpan interval, CancellationToken cancellationToken = default) =>
            experiment.WaitForEndAsync(interval, cancellationToken);
    }
}
