using MlDash.Experiments;

namespace MlDash.Comparing;

/// <summary>A page of a table of runs.</summary>
/// <param name="Runs">The runs, in the order asked for.</param>
/// <param name="Total">How many runs of the table are meant.</param>
/// <param name="HasMore">Whether there are more behind the page.</param>
/// <param name="EndCursor">What asks for them; null for a page without runs.</param>
/// <param name="Version">A number that no other state of this table, nor any other table of the process, has.</param>
public sealed record RunTablePage(IReadOnlyList<RunFacts> Runs, int Total, bool HasMore, string? EndCursor, long Version);
