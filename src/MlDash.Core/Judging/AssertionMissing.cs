namespace MlDash.Judging;

/// <summary>What a check does when there is nothing to check.</summary>
public enum AssertionMissing
{
    /// <summary>It fails.</summary>
    Fail,

    /// <summary>It warns.</summary>
    Warn,

    /// <summary>It is skipped.</summary>
    Skip,
}
