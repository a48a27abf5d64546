using MlDash.Judging;

namespace MlDash.Tests.Judging;

/// <summary>What passes and what fails, case by case.</summary>
public sealed class MetricJudgeTests
{
    private static readonly JudgingRule _lower = new() { LowerIsBetter = true };

    [Theory]
    [InlineData(0.7, AssertionOutcome.Passed)]
    [InlineData(0.69, AssertionOutcome.Failed)]
    [InlineData(double.PositiveInfinity, AssertionOutcome.Passed)]
    [InlineData(double.NegativeInfinity, AssertionOutcome.Failed)]
    [InlineData(double.NaN, AssertionOutcome.Failed)]
    public void A_minimum_is_inclusive_NaN_is_missing_and_infinities_are_compared(double value, AssertionOutcome outcome) =>
        Assert.Equal(outcome, Only(value, null, new() { Minimum = 0.7 }).Outcome);

    [Theory]
    [InlineData(0.7, AssertionOutcome.Passed)]
    [InlineData(0.71, AssertionOutcome.Failed)]
    public void A_maximum_is_inclusive(double value, AssertionOutcome outcome) =>
        Assert.Equal(outcome, Only(value, null, new() { Maximum = 0.7 }).Outcome);

    [Fact]
    public void Every_check_has_an_assertion_of_its_own()
    {
        var rule = _lower with { Minimum = 0, Maximum = 2 };

        var all = MetricJudge.Judge(Subject(1), [1], rule).ToList();

        Assert.Equal([AssertionCheck.Minimum, AssertionCheck.Maximum, AssertionCheck.Baseline], all.Select(one => one.Check));
    }

    [Fact]
    public void An_assertion_says_what_was_compared()
    {
        var one = Only(1.2, [0.9, 1.0, 1.1, double.NaN], _lower with { RelativeTolerance = 0.1 });

        Assert.Equal((1.2, 1.0, 3), (one.Value, one.Baseline, one.SampleCount));
        Assert.Equal(0.2, one.Difference!.Value, 12);
        Assert.Equal(1.2, one.Ratio!.Value, 12);
        Assert.Equal(1.1, one.Limit!.Value, 12);
        Assert.Equal(AssertionOutcome.Failed, one.Outcome);
        Assert.Equal("val.loss is 1.2, and the median of 3 runs is 1: worse than the limit 1.1.", one.Reason);
    }

    [Theory]
    [InlineData(0.05, 0, 1.05, AssertionOutcome.Passed)]
    [InlineData(0.05, 0, 1.06, AssertionOutcome.Failed)]
    [InlineData(0.05, 0.2, 1.2, AssertionOutcome.Passed)]
    [InlineData(0.05, 0.2, 1.21, AssertionOutcome.Failed)]
    [InlineData(0, 0, 1, AssertionOutcome.Passed)]
    [InlineData(0, 0, 0.5, AssertionOutcome.Passed)]
    public void The_greater_tolerance_counts_and_what_is_better_passes(double relative, double absolute, double value, AssertionOutcome outcome) =>
        Assert.Equal(outcome, Only(value, [1], _lower with { RelativeTolerance = relative, AbsoluteTolerance = absolute }).Outcome);

    [Theory]
    [InlineData(0, AssertionOutcome.Passed)]
    [InlineData(0.1, AssertionOutcome.Passed)]
    [InlineData(0.11, AssertionOutcome.Failed)]
    public void A_baseline_of_zero_leaves_the_absolute_tolerance(double value, AssertionOutcome outcome)
    {
        var one = Only(value, [0, 0, 0], _lower with { AbsoluteTolerance = 0.1 });

        Assert.Equal(outcome, one.Outcome);
        Assert.Null(one.Ratio);
    }

    [Fact]
    public void Where_higher_is_better_less_is_worse()
    {
        var rule = _lower with { LowerIsBetter = false };

        Assert.Equal(AssertionOutcome.Failed, Only(0.9, [1], rule).Outcome);
        Assert.Equal(AssertionOutcome.Passed, Only(1.5, [1], rule).Outcome);
    }

    [Fact]
    public void A_first_build_passes_as_skipped_unless_the_rule_says_more()
    {
        Assert.Equal(AssertionOutcome.Skipped, Only(1, [], _lower).Outcome);
        Assert.Equal(AssertionOutcome.Skipped, Only(1, [double.NaN], _lower).Outcome);
        Assert.Equal(AssertionOutcome.Warned, Only(1, [], _lower with { OnMissing = AssertionMissing.Warn }).Outcome);
        Assert.Equal(AssertionOutcome.Failed, Only(1, [], _lower with { OnMissing = AssertionMissing.Fail }).Outcome);
    }

    [Theory]
    [InlineData(null, AssertionOutcome.Failed)]
    [InlineData(AssertionMissing.Warn, AssertionOutcome.Warned)]
    [InlineData(AssertionMissing.Skip, AssertionOutcome.Skipped)]
    public void A_missing_value_fails_unless_the_rule_says_less(AssertionMissing? onMissing, AssertionOutcome outcome)
    {
        var one = Only(double.NaN, [1], _lower with { OnMissing = onMissing });

        Assert.Equal(outcome, one.Outcome);
        Assert.Null(one.Value);
    }

    [Fact]
    public void A_warning_is_all_that_follows_at_the_level_of_warnings()
    {
        var rule = _lower with { Level = AssertionLevel.Warning };

        Assert.Equal(AssertionOutcome.Warned, Only(2, [1], rule).Outcome);
        Assert.Equal(AssertionOutcome.Warned, Only(double.NaN, [1], rule).Outcome);
        Assert.Equal(AssertionOutcome.Passed, Only(1, [1], rule).Outcome);
    }

    [Theory]
    [InlineData(1.2, AssertionOutcome.Passed)]
    [InlineData(1.5, AssertionOutcome.Failed)]
    public void Noise_that_is_known_is_forgiven(double value, AssertionOutcome outcome) =>
        // Median 1, median absolute deviation 0.1: the limit is 1 + 3 · 1.4826 · 0.1.
        Assert.Equal(outcome, Only(value, [0.8, 0.9, 1, 1.1, 1.2], _lower with { Method = AssertionMethod.Mad }).Outcome);

    [Fact]
    public void A_deviation_needs_five_runs_and_where_it_is_zero_the_tolerance_is_left()
    {
        var rule = _lower with { Method = AssertionMethod.Mad };

        Assert.Equal(AssertionOutcome.Skipped, Only(9, [1, 1, 1, 1], rule).Outcome);
        Assert.Equal(AssertionOutcome.Passed, Only(1.05, [1, 1, 1, 1, 1], rule).Outcome);
        Assert.Equal(AssertionOutcome.Failed, Only(1.06, [1, 1, 1, 1, 1], rule).Outcome);
    }

    [Fact]
    public void Ranks_need_eight_runs_of_each_side()
    {
        var rule = _lower with { Method = AssertionMethod.MannWhitney };
        double[] eight = [1, 2, 3, 4, 5, 6, 7, 8];

        Assert.Equal(AssertionOutcome.Skipped, Only(Subject(eight[..7]), eight, rule).Outcome);
        Assert.Equal(AssertionOutcome.Skipped, Only(Subject(eight), eight[..7], rule).Outcome);
        Assert.Equal(AssertionOutcome.Passed, Only(Subject(eight), eight, rule).Outcome);
    }

    [Fact]
    public void Ranks_and_tolerance_must_both_say_that_it_is_worse()
    {
        var rule = _lower with { Method = AssertionMethod.MannWhitney };
        double[] baseline = [100, 101, 102, 103, 104, 105, 106, 107];
        double[] little = [.. baseline.Select(value => value * 1.04)];
        double[] much = [.. baseline.Select(value => value * 1.10)];
        double[] mixed = [50, 60, 70, 112, 113, 114, 115, 116];

        Assert.Equal(AssertionOutcome.Passed, Only(Subject(little), baseline, rule).Outcome);
        Assert.Equal(AssertionOutcome.Failed, Only(Subject(much), baseline, rule).Outcome);
        var noise = Only(Subject(mixed), baseline, rule);
        Assert.Equal(AssertionOutcome.Passed, noise.Outcome);
        Assert.True(noise.PValue >= MetricJudge.Significance);
        Assert.Equal(AssertionOutcome.Failed, Only(Subject([.. much.Select(value => -value)]), [.. baseline.Select(value => -value)],
            rule with { LowerIsBetter = false }).Outcome);
    }

    [Theory]
    [InlineData(double.PositiveInfinity, 1, AssertionOutcome.Failed)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity, AssertionOutcome.Passed)]
    [InlineData(1, double.PositiveInfinity, AssertionOutcome.Passed)]
    [InlineData(1, double.NegativeInfinity, AssertionOutcome.Failed)]
    public void Infinities_are_compared_with_a_baseline_too(double value, double baseline, AssertionOutcome outcome) =>
        Assert.Equal(outcome, Only(value, [baseline], _lower).Outcome);

    private static JudgedValues Subject(params double[] values) => new("val", "loss", MetricAggregate.Last, values);

    private static MetricAssertion Only(double value, double[]? baseline, JudgingRule rule) => Only(Subject(value), baseline, rule);

    private static MetricAssertion Only(JudgedValues subject, double[]? baseline, JudgingRule rule) =>
        Assert.Single(MetricJudge.Judge(subject, baseline, rule));
}
