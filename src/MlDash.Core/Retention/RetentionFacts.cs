using MlDash.Experiments;

namespace MlDash.Retention;

/// <summary>What rules want to know of an experiment.</summary>
/// <param name="Run">Its facts, as far as <see cref="RetentionRules.AskOnlyRecords"/> says that they are asked for.</param>
/// <param name="HasUnsent">Whether a server does not have all of it yet.</param>
public sealed record RetentionFacts(RunFacts Run, bool HasUnsent)
{
    /// <summary>The experiment.</summary>
    internal ExperimentRecord Experiment => Run.Experiment;

    /// <summary>What ages are counted from: the end of the run, else the last change; null when nobody said.</summary>
    internal DateTimeOffset? Since => Experiment.EndedAt ?? Experiment.UpdatedAt ?? Experiment.StartedAt ?? Experiment.CreatedAt;

    /// <summary>Whether no rule may touch it.</summary>
    internal bool IsUntouchable => HasUnsent || Experiment.WriteProtected || Experiment.Status == ExperimentStatus.Running;
}

/// <summary>A metric with more points than are to stay.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Freed">Bytes that are free afterwards.</param>
public readonly record struct ThickMetric(string Name, long Freed);

/// <summary>What experiments hold; each is asked only of those that a rule is about.</summary>
public interface IRetainedData
{
    /// <summary>Whether an experiment that goes lies in a recycle bin first, so that its bytes are not free at once.</summary>
    bool HasRecycleBin { get; }

    /// <summary>Bytes of an experiment with all it holds; null when it is gone by now.</summary>
    Task<long?> SizeAsync(ExperimentRecord experiment, CancellationToken cancellationToken);

    /// <summary>Its files.</summary>
    IAsyncEnumerable<FileEntry> FilesAsync(ExperimentRecord experiment, CancellationToken cancellationToken);

    /// <summary>Its metrics with more points than stay.</summary>
    IAsyncEnumerable<ThickMetric> MetricsAsync(ExperimentRecord experiment, int points, CancellationToken cancellationToken);
}
