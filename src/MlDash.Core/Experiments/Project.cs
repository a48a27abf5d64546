namespace MlDash;

/// <summary>A project: experiments that belong together.</summary>
public sealed class Project(string name, int experimentCount, int runningCount, DateTimeOffset? lastActiveAt)
{
    /// <summary>Its name; empty for experiments without one.</summary>
    public string Name { get; } = name;

    /// <summary>How many experiments it has.</summary>
    public int ExperimentCount { get; } = experimentCount;

    /// <summary>How many of them are running.</summary>
    public int RunningCount { get; } = runningCount;

    /// <summary>When one of them was last opened.</summary>
    public DateTimeOffset? LastActiveAt { get; } = lastActiveAt;

    /// <summary>A copy, for an initializer that changes some of it.</summary>
    /// <param name="other">What is copied.</param>
    public Project(Project other)
        : this(other.Name, other.ExperimentCount, other.RunningCount, other.LastActiveAt) => Description = other.Description;

    /// <summary>What it is about, as its server has it; null when nobody said.</summary>
    public string? Description { get; init; }

    /// <summary>The projects of experiments, in the order of their names.</summary>
    public static IEnumerable<Project> Summarize(IEnumerable<ExperimentRecord> experiments) =>
        experiments.GroupBy(experiment => experiment.Project ?? string.Empty, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new Project(
                group.Key,
                group.Count(),
                group.Count(experiment => experiment.Status == ExperimentStatus.Running),
                group.Max(experiment => experiment.StartedAt ?? experiment.UpdatedAt ?? experiment.CreatedAt)));

    /// <inheritdoc />
    public override string ToString() => Name;
}
