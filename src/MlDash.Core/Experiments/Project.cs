namespace MlDash;

/// <summary>A project: experiments that belong together.</summary>
/// <param name="Name">Its name; empty for experiments without one.</param>
/// <param name="ExperimentCount">How many experiments it has.</param>
/// <param name="RunningCount">How many of them are running.</param>
/// <param name="LastActiveAt">When one of them was last opened.</param>
public sealed record Project(string Name, int ExperimentCount, int RunningCount, DateTimeOffset? LastActiveAt)
{
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
