namespace MlDash;

/// <summary>How a check of a metric has ended.</summary>
public enum AssertionOutcome
{
    /// <summary>The value is good enough.</summary>
    Passed,

    /// <summary>The value is too bad, or missing.</summary>
    Failed,

    /// <summary>As <see cref="Failed"/>, but the check only warns.</summary>
    Warned,

    /// <summary>Nothing could be checked, and that is no fault.</summary>
    Skipped,
}
