namespace MlDash;

/// <summary>A report that was written.</summary>
/// <param name="Path">Full path of the file.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Experiments">How many experiments its table has.</param>
/// <param name="LeftOut">What it does not hold, a sentence each; empty when it holds everything.</param>
/// <param name="Reduced">What it holds in a coarser form, a sentence each.</param>
public sealed record ReportFile(string Path, long Length, int Experiments, IReadOnlyList<string> LeftOut, IReadOnlyList<string> Reduced);
