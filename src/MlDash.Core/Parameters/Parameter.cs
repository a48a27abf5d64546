namespace MlDash;

/// <summary>One parameter of an experiment.</summary>
/// <param name="Name">Its name; dots separate groups.</param>
/// <param name="Value">A scalar, an array, or null.</param>
public sealed record Parameter(string Name, object? Value);
