using MlDash.Metrics;
using System.Globalization;

namespace MlDash.Judging;

/// <summary>Decides whether values are good enough: numbers in, assertions out.</summary>
/// <remarks>
/// NaN is no value, an infinity is one. Worse than a baseline is only what is worse by more than the tolerance and, where the rule says so, by more than noise.
/// So a baseline of 0 leaves the absolute tolerance, and runs that never differ leave the tolerances alone.
/// </remarks>
public static class MetricJudge
{
    /// <summary>The runs that a baseline needs for <see cref="AssertionMethod.Mad"/>.</summary>
    public const int RunsForDeviation = 5;

    /// <summary>The runs of each side that <see cref="AssertionMethod.MannWhitney"/> needs.</summary>
    public const int RunsForRanks = 8;

    /// <summary>How unlikely ranks must be without a change.</summary>
    public const double Significance = 0.01;

    /// <summary>Standard deviations that a value may lie off.</summary>
    private const double Deviations = 3;

    /// <summary>The assertions of all checks of a rule.</summary>
    /// <param name="subject">What is checked: one value, or with ranks those of several runs.</param>
    /// <param name="baseline">A value a run of the baseline, in any order; null when the rule compares with none.</param>
    /// <param name="rule">What is good enough.</param>
    public static IEnumerable<MetricAssertion> Judge(JudgedValues subject, IReadOnlyList<double>? baseline, JudgingRule rule)
    {
        double[] values = [.. subject.Values.Where(value => !double.IsNaN(value))];
        var middle = values.Length == 0 ? double.NaN : Noise.Median(values);
        var asked = new MetricAssertion
        {
            Metric = subject.Metric,
            Field = subject.Field,
            Aggregate = subject.Aggregate,
            Value = double.IsNaN(middle) ? null : middle,
            Reason = string.Empty,
        };
        if (rule.Minimum is { } least)
            yield return AgainstBound(new MetricAssertion(asked) { Check = AssertionCheck.Minimum, Limit = least }, middle < least, rule);
        if (rule.Maximum is { } most)
            yield return AgainstBound(new MetricAssertion(asked) { Check = AssertionCheck.Maximum, Limit = most }, middle > most, rule);
        if (baseline is not null)
        {
            double[] known = [.. baseline.Where(value => !double.IsNaN(value))];
            yield return AgainstBaseline(new MetricAssertion(asked) { Check = AssertionCheck.Baseline }, values, known, rule);
        }
    }

    private static MetricAssertion AgainstBound(MetricAssertion asked, bool isWorse, JudgingRule rule)
    {
        if (asked.Value is not { } value)
            return WithoutValue(asked, rule);
        var (beyond, bound) = asked.Check == AssertionCheck.Minimum ? ("below", "minimum") : ("above", "maximum");
        return isWorse
            ? new MetricAssertion(asked) { Outcome = rule.Worse, Reason = $"{NameOf(asked)} is {Said(value)}, {beyond} the {bound} {Said(asked.Limit)}." }
            : new MetricAssertion(asked) { Reason = $"{NameOf(asked)} is {Said(value)}, not {beyond} the {bound} {Said(asked.Limit)}." };
    }

    private static MetricAssertion AgainstBaseline(MetricAssertion asked, double[] values, double[] baseline, JudgingRule rule)
    {
        asked = new MetricAssertion(asked) { SampleCount = baseline.Length };
        if (asked.Value is not { } value)
            return WithoutValue(asked, rule);
        if (TooFew(values.Length, baseline.Length, rule.Method) is { } few)
            return NotCompared(asked, few, rule);

        var middle = Noise.Median(baseline);
        // Infinities of both signs have no middle.
        if (double.IsNaN(middle))
            return NotCompared(asked, "the baseline has no median", rule);
        var sign = rule.LowerIsBetter == true ? 1 : -1;
        var (difference, tolerance) = (value.Equals(middle) ? 0 : value - middle, ToleranceOf(middle, baseline, rule));
        var judged = new MetricAssertion(asked)
        {
            Baseline = middle,
            Difference = difference,
            Ratio = middle == 0 || double.IsNaN(value / middle) ? null : value / middle,
            Limit = middle + (sign * tolerance),
        };
        // The limit that is shown decides, so that a value at it passes, whatever the last bit of a difference says.
        var isWorse = sign * value > sign * judged.Limit;
        var said = $"{NameOf(asked)} is {Said(value)}, and the median of {baseline.Length} runs is {Said(middle)}";
        if (!isWorse)
            return new MetricAssertion(judged) { Reason = $"{said}; the limit is {Said(judged.Limit)}." };
        if (rule.Method != AssertionMethod.MannWhitney)
            return new MetricAssertion(judged) { Outcome = rule.Worse, Reason = $"{said}: worse than the limit {Said(judged.Limit)}." };

        var chance = sign > 0
            ? RankTest.ProbabilityOfGreater(values, baseline)
            : RankTest.ProbabilityOfGreater([.. values.Select(one => -one)], [.. baseline.Select(one => -one)]);
        var isChange = chance < Significance;
        var verdict = isChange ? $"worse than the limit {Said(judged.Limit)}" : $"beyond the limit {Said(judged.Limit)}, but it may be noise";
        return new MetricAssertion(judged)
        {
            PValue = chance,
            Outcome = isChange ? rule.Worse : AssertionOutcome.Passed,
            Reason = $"{said}: {verdict}, p = {Said(chance)}.",
        };
    }

    /// <summary>How much worse than the middle of the baseline is still good enough.</summary>
    private static double ToleranceOf(double middle, double[] baseline, JudgingRule rule)
    {
        // A part of an infinity would forgive everything.
        if (!double.IsFinite(middle))
            return rule.AbsoluteTolerance;
        var tolerance = Math.Max(rule.RelativeTolerance * Math.Abs(middle), rule.AbsoluteTolerance);
        return rule.Method == AssertionMethod.Mad
            ? Math.Max(tolerance, Deviations * Noise.RobustDeviation(baseline))
            : tolerance;
    }

    private static string? TooFew(int values, int baseline, AssertionMethod method) => method switch
    {
        _ when baseline == 0 => "no completed run of the baseline has it",
        AssertionMethod.Mad when baseline < RunsForDeviation => $"{baseline} of {RunsForDeviation} runs that a deviation needs have it",
        AssertionMethod.MannWhitney when baseline < RunsForRanks => $"{baseline} of {RunsForRanks} runs that a rank test needs have it",
        AssertionMethod.MannWhitney when values < RunsForRanks => $"{values} runs are checked, and a rank test needs {RunsForRanks}",
        _ => null,
    };

    private static MetricAssertion NotCompared(MetricAssertion asked, string why, JudgingRule rule) =>
        new(asked) { Outcome = rule.Missing(AssertionMissing.Skip), Reason = $"{NameOf(asked)} is not compared: {why}." };

    private static MetricAssertion WithoutValue(MetricAssertion asked, JudgingRule rule) =>
        new(asked) { Outcome = rule.Missing(AssertionMissing.Fail), Reason = $"{NameOf(asked)} has no value." };

    private static string NameOf(MetricAssertion asked) => asked.Field.Length == 0 ? asked.Metric : $"{asked.Metric}.{asked.Field}";

    private static string Said(double? number) => (number ?? double.NaN).ToString("G6", CultureInfo.InvariantCulture);
}
