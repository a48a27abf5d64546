namespace MlDash.TestReports;

/// <summary>A test as a report of results has it.</summary>
public sealed record TestResult
{
    /// <summary>The name, without that of the suite where that begins it.</summary>
    public required string Name { get; init; }

    /// <summary>The class, fixture or file that it belongs to; empty when the report does not say.</summary>
    public required string Suite { get; init; }

    /// <summary>How it ended.</summary>
    public TestOutcome Outcome { get; init; }

    /// <summary>How long it took; null when the report does not say.</summary>
    public double? Seconds { get; init; }

    /// <summary>1, and more when the report has a test of this name again, or says that it was run again.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>Whether it also ended otherwise before, within this report.</summary>
    public bool IsFlaky { get; init; }

    /// <summary>Why it failed or was skipped, cut after some thousand characters; null when nothing is said.</summary>
    public string? Message { get; init; }

    /// <summary>Where it failed, cut after some thousand characters; null when nothing is said.</summary>
    public string? StackTrace { get; init; }
}
