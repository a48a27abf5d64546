namespace MlDash.Ci;

/// <summary>What a build says of itself: its runs, and checks of their metrics.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Runs">The runs.</param>
/// <param name="Checks">The checks.</param>
public sealed record BuildReport(string Title, IReadOnlyList<ReportedRun> Runs, IReadOnlyList<ReportedCheck> Checks)
{
    /// <summary>Names checks: by their metrics; where those of several experiments are checked, with the experiment.</summary>
    internal Func<ReportedCheck, string> Names()
    {
        var isOfSeveral = IsOfSeveral();
        return check => isOfSeveral && check.Experiment is { } experiment ? $"{experiment}: {check.Metric}" : check.Metric;
    }

    /// <summary>Whether checks are of several experiments; looks at all of them.</summary>
    internal bool IsOfSeveral() => Checks.Select(check => check.Experiment).Distinct().Skip(1).Any();

    /// <summary>Whether a run or a check failed.</summary>
    public bool HasFailed => Runs.Any(run => run.HasFailed) || Checks.Any(check => check.Outcome == ReportedCheck.Failed);

    /// <summary>Whether a check says that something may be wrong.</summary>
    public bool HasWarned => Checks.Any(check => check.Outcome == ReportedCheck.Warned);
}

/// <summary>A run of a report.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Duration">How long it took; null when nobody knows.</param>
/// <param name="Error">Why it failed; null when it did not.</param>
/// <param name="Link">Address of its page; null when it has none.</param>
/// <param name="Values">Last values of its metrics.</param>
public sealed record ReportedRun(
    string Path, ExperimentStatus Status, TimeSpan? Duration, string? Error, string? Link, IReadOnlyList<ReportedValue> Values)
{
    /// <summary>Whether it ended badly.</summary>
    public bool HasFailed => Status is ExperimentStatus.Failed or ExperimentStatus.Crashed;
}

/// <summary>The last value of a field of a metric.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Field">The field.</param>
/// <param name="Value">The value.</param>
public sealed record ReportedValue(string Metric, string Field, double Value)
{
    /// <summary>Metric and field as one name.</summary>
    public string Name => $"{Metric}.{Field}";
}

/// <summary>A check of a metric.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Outcome">How it ended: <c>Passed</c>, <c>Failed</c>, <c>Warned</c> or <c>Skipped</c>.</param>
/// <param name="Reason">Why.</param>
/// <param name="Value">The value; null when there is none.</param>
/// <param name="Baseline">What it was compared with; null when there is none.</param>
/// <param name="Limit">The limit; null when there is none.</param>
/// <param name="Ratio">Value divided by baseline; null when there is none.</param>
public sealed record ReportedCheck(string Metric, string Outcome, string Reason, double? Value, double? Baseline, double? Limit, double? Ratio)
{
    /// <summary>Path of the experiment that was checked; null when it is not known.</summary>
    public string? Experiment { get; init; }

    /// <summary>What it was checked against; null when it is not known.</summary>
    public string? Kind { get; init; }

    /// <summary>The outcome of a check that should end a build.</summary>
    public const string Failed = "Failed";

    /// <summary>The outcome of a check that should be seen.</summary>
    public const string Warned = "Warned";
}
