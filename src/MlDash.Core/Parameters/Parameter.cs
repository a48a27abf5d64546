namespace MlDash;

/// <summary>One parameter of an experiment.</summary>
/// <param name="Name">Its name; dots separate groups.</param>
/// <param name="Value">A scalar, an array, or null.</param>
public sealed record Parameter(string Name, object? Value)
{
    /// <summary>The experiment it was read from; null when a store was asked directly.</summary>
    public ExperimentLink? Experiment { get; init; }
}
