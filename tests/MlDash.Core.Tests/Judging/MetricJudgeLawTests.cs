using CsCheck;
using MlDash.Judging;

namespace MlDash.Tests.Judging;

/// <summary>What may be done to all values without changing a verdict.</summary>
public sealed class MetricJudgeLawTests
{
    /// <summary>Sixteenths of small numbers: their sums, differences and halves are exact, so that a law does not fail at the last bit.</summary>
    private static readonly Gen<double> _number = Gen.Int[-4000, 4000].Select(number => number / 16.0);

    private static readonly Gen<(double[] Values, double[] Baseline, JudgingRule Rule)> _case = Gen.Select(
        _number.Array[8, 12], _number.Array[8, 20], Gen.Enum<AssertionMethod>(), Gen.Bool, Gen.Int[0, 64],
        (values, baseline, method, lower, absolute) => (
            method == AssertionMethod.MannWhitney ? values : values[..1],
            baseline,
            new JudgingRule { LowerIsBetter = lower, Method = method, RelativeTolerance = 0, AbsoluteTolerance = absolute / 16.0 }));

    [Fact]
    public void A_constant_that_is_added_to_all_changes_no_verdict() => Gen.Select(_case, _number).Sample((one, shift) =>
        Outcome(one) == Outcome((Array.ConvertAll(one.Values, value => value + shift), Array.ConvertAll(one.Baseline, value => value + shift), one.Rule)));

    [Fact]
    public void A_factor_of_all_changes_no_verdict_with_the_relative_tolerance() => Gen.Select(_case, Gen.Int[-6, 6]).Sample((one, exponent) =>
    {
        var factor = Math.ScaleB(1, exponent);
        var rule = one.Rule with { RelativeTolerance = 0.125, AbsoluteTolerance = 0 };
        return Outcome((one.Values, one.Baseline, rule))
            == Outcome((Array.ConvertAll(one.Values, value => value * factor), Array.ConvertAll(one.Baseline, value => value * factor), rule));
    });

    [Fact]
    public void The_other_direction_with_the_other_sign_is_the_same() => _case.Sample(one => Outcome(one) == Outcome((
        Array.ConvertAll(one.Values, value => -value),
        Array.ConvertAll(one.Baseline, value => -value),
        one.Rule with { LowerIsBetter = !one.Rule.LowerIsBetter })));

    [Fact]
    public void The_order_of_runs_does_not_matter() => Gen.Select(_case, Gen.Int).Sample((one, seed) =>
    {
        var random = new Random(seed);
        double[] values = [.. one.Values], baseline = [.. one.Baseline];
        random.Shuffle(values);
        random.Shuffle(baseline);
        return Outcome(one) == Outcome((values, baseline, one.Rule));
    });

    [Fact]
    public void What_is_better_than_all_of_the_baseline_never_fails() => _case.Sample(one =>
    {
        var best = one.Rule.LowerIsBetter == true ? one.Baseline.Min() : one.Baseline.Max();
        return Outcome((Array.ConvertAll(one.Values, _ => best), one.Baseline, one.Rule)) == AssertionOutcome.Passed;
    });

    private static AssertionOutcome Outcome((double[] Values, double[] Baseline, JudgingRule Rule) one) =>
        MetricJudge.Judge(new("val", "loss", MetricAggregate.Last, one.Values), one.Baseline, one.Rule).Single().Outcome;
}
