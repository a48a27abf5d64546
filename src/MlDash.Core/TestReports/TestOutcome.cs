namespace MlDash.TestReports;

/// <summary>How a test ended.</summary>
public enum TestOutcome
{
    /// <summary>It passed.</summary>
    Passed,

    /// <summary>It failed, or broke.</summary>
    Failed,

    /// <summary>It did not run to its end: skipped, ignored, inconclusive.</summary>
    Skipped,
}
