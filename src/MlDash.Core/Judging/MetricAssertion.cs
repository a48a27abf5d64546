using System.Diagnostics.CodeAnalysis;

namespace MlDash;

/// <summary>One check of a metric of one experiment, and how it ended.</summary>
public sealed class MetricAssertion
{
    /// <summary>One with nothing set yet.</summary>
    public MetricAssertion()
    {
    }

    /// <summary>A copy, for an initializer that changes some of it.</summary>
    /// <param name="other">What is copied.</param>
    [SetsRequiredMembers]
    public MetricAssertion(MetricAssertion other)
    {
        Experiment = other.Experiment;
        Metric = other.Metric;
        Field = other.Field;
        Aggregate = other.Aggregate;
        Check = other.Check;
        Value = other.Value;
        Baseline = other.Baseline;
        SampleCount = other.SampleCount;
        Difference = other.Difference;
        Ratio = other.Ratio;
        Limit = other.Limit;
        PValue = other.PValue;
        Outcome = other.Outcome;
        Reason = other.Reason;
    }

    /// <summary>The experiment that was checked; the first one where several were checked together.</summary>
    public ExperimentReference? Experiment { get; init; }

    /// <summary>The metric, as it is stored; as it was asked for when it was not found.</summary>
    public required string Metric { get; init; }

    /// <summary>The field of the metric; empty when it was not found.</summary>
    public required string Field { get; init; }

    /// <summary>Which value of the field.</summary>
    public MetricAggregate Aggregate { get; init; }

    /// <summary>What it was checked against.</summary>
    public AssertionCheck Check { get; init; }

    /// <summary>The value; null when there is none. Of several experiments their median.</summary>
    public double? Value { get; init; }

    /// <summary>The median of the baseline; null without one.</summary>
    public double? Baseline { get; init; }

    /// <summary>How many runs of the baseline have a value.</summary>
    public int SampleCount { get; init; }

    /// <summary>The value minus the baseline.</summary>
    public double? Difference { get; init; }

    /// <summary>The value divided by the baseline; null where that is 0.</summary>
    public double? Ratio { get; init; }

    /// <summary>The worst value that passes; with ranks the worst one that needs no test.</summary>
    public double? Limit { get; init; }

    /// <summary>How likely ranks like these are without a change; null when they were not compared.</summary>
    public double? PValue { get; init; }

    /// <summary>How it ended.</summary>
    public AssertionOutcome Outcome { get; init; }

    /// <summary>Why, in one sentence.</summary>
    public required string Reason { get; init; }

    /// <inheritdoc />
    public override string ToString() => $"{Outcome}: {Reason}";
}
