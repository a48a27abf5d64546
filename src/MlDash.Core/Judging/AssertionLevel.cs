namespace MlDash.Judging;

/// <summary>What a check does with a value that is too bad.</summary>
public enum AssertionLevel
{
    /// <summary>It fails.</summary>
    Error,

    /// <summary>It warns.</summary>
    Warning,
}
