using MlDash.Experiments;

namespace MlDash.Comparing;

/// <summary>All runs of a table.</summary>
/// <param name="Runs">The runs by their paths.</param>
/// <param name="Version">A number that no other state of this table, nor any other table of the process, has.</param>
public sealed record RunTableContent(IReadOnlyDictionary<ExperimentPath, RunFacts> Runs, long Version);
