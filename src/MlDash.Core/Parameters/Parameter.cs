using MlDash.Json;

namespace MlDash;

/// <summary>One parameter of an experiment.</summary>
public sealed class Parameter(string name, object? value)
{
    /// <summary>Its name; dots separate groups.</summary>
    public string Name { get; } = name;

    /// <summary>A scalar, an array, or null.</summary>
    public object? Value { get; } = value;

    /// <inheritdoc />
    public override string ToString() => $"{Name}={JsonText.Line(Value)}";

    /// <summary>The experiment it was read from; null when a store was asked directly.</summary>
    public ExperimentLink? Experiment { get; init; }
}
