namespace MlDash.Judging;

/// <summary>When a value is good enough.</summary>
public sealed record JudgingRule
{
    /// <summary>The tolerance when none is given.</summary>
    public const double UsualTolerance = 0.05;

    /// <summary>The least value that passes; null: any.</summary>
    public double? Minimum { get; init; }

    /// <summary>The greatest value that passes; null: any.</summary>
    public double? Maximum { get; init; }

    /// <summary>Whether a smaller value is better than that of the baseline; null when there is no baseline.</summary>
    public bool? LowerIsBetter { get; init; }

    /// <summary>How much worse than the baseline a value may be, as a part of it: 0.05 for 5 %.</summary>
    public double RelativeTolerance { get; init; } = UsualTolerance;

    /// <summary>How much worse than the baseline a value may be, as a number.</summary>
    public double AbsoluteTolerance { get; init; }

    /// <summary>How a worse value is distinguished from noise.</summary>
    public AssertionMethod Method { get; init; }

    /// <summary>What follows when there is nothing to check. Null: a missing value fails, a baseline that is too short is skipped.</summary>
    public AssertionMissing? OnMissing { get; init; }

    /// <summary>What follows when a value is too bad.</summary>
    public AssertionLevel Level { get; init; }

    /// <summary>How a check ends that a value has failed.</summary>
    internal AssertionOutcome Worse => Level == AssertionLevel.Warning ? AssertionOutcome.Warned : AssertionOutcome.Failed;

    /// <summary>How a check ends when there is nothing to check.</summary>
    /// <param name="usual">What follows when the rule does not say.</param>
    internal AssertionOutcome Missing(AssertionMissing usual) => (OnMissing ?? usual) switch
    {
        AssertionMissing.Fail => Worse,
        AssertionMissing.Warn => AssertionOutcome.Warned,
        _ => AssertionOutcome.Skipped,
    };
}
