namespace MlDash.Comparing;

/// <summary>Which one value stands for all values of a field.</summary>
public enum Statistic
{
    /// <summary>The last value that is not null.</summary>
    Last,

    /// <summary>The first value that is not null.</summary>
    First,

    /// <summary>The smallest number.</summary>
    Min,

    /// <summary>The largest number.</summary>
    Max,

    /// <summary>Arithmetic mean of the numbers.</summary>
    Mean,

    /// <summary>The sum of the numbers.</summary>
    Sum,

    /// <summary>How many numbers there are.</summary>
    Count,
}
