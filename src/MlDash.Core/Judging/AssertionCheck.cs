namespace MlDash;

/// <summary>What a value is checked against.</summary>
public enum AssertionCheck
{
    /// <summary>The least value that passes.</summary>
    Minimum,

    /// <summary>The greatest value that passes.</summary>
    Maximum,

    /// <summary>The values of other experiments.</summary>
    Baseline,
}
