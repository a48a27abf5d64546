using MlDash.Judging;

namespace MlDash.Tests.Judging;

/// <summary>
/// 10,000 simulated histories for each method, of twenty builds whose metric has the mean 100 and normal noise: how often a build without a change fails, and
/// how often one that is really worse passes. The output of the test is the table; <c>bench/RESULTS.md</c> keeps it.
/// </summary>
public sealed class SimulatedHistoryTests(ITestOutputHelper output)
{
    private const int Histories = 10_000;
    private const int Builds = 20;

    private static readonly double[] _changes = [0, 0.05, 0.10, 0.20];

    [Theory]
    [InlineData(AssertionMethod.Median, 0.01, 0.0005, 0.001)]
    [InlineData(AssertionMethod.Median, 0.03, 0.08, 0.08)]
    [InlineData(AssertionMethod.Median, 0.05, 0.20, 0.20)]
    [InlineData(AssertionMethod.Mad, 0.01, 0.0005, 0.001)]
    [InlineData(AssertionMethod.Mad, 0.03, 0.015, 0.50)]
    [InlineData(AssertionMethod.Mad, 0.05, 0.015, 0.90)]
    [InlineData(AssertionMethod.MannWhitney, 0.01, 0.0005, 0.001)]
    [InlineData(AssertionMethod.MannWhitney, 0.03, 0.001, 0.01)]
    [InlineData(AssertionMethod.MannWhitney, 0.05, 0.01, 0.06)]
    public void False_alarms_and_misses_stay_within_their_bounds(AssertionMethod method, double noise, double mostAlarms, double mostMissesOfTenPercent)
    {
        var rule = new JudgingRule { LowerIsBetter = true, Method = method };
        // The same histories for every change: what differs is the change.
        var failed = Array.ConvertAll(_changes, change => (double)FailuresOf(rule, noise, change) / Histories);

        output.WriteLine($"| {method} | {noise:P0} | {failed[0]:P2} | {1 - failed[1]:P2} | {1 - failed[2]:P2} | {1 - failed[3]:P2} |");
        Assert.InRange(failed[0], 0, mostAlarms);
        Assert.InRange(1 - failed[2], 0, mostMissesOfTenPercent);
        Assert.True(failed[1] <= failed[2] && failed[2] <= failed[3]);
    }

    private static int FailuresOf(JudgingRule rule, double noise, double change)
    {
        var random = new Random(20261130);
        var failures = 0;
        for (var history = 0; history < Histories; history++)
        {
            double[] baseline = [.. Enumerable.Range(0, Builds).Select(_ => Value(random, noise, 0))];
            double[] subject = [.. Enumerable.Range(0, MetricJudge.RunsForRanks).Select(_ => Value(random, noise, change))];
            if (rule.Method != AssertionMethod.MannWhitney)
                subject = subject[..1];
            if (MetricJudge.Judge(new("bench", "ms", MetricAggregate.Last, subject), baseline, rule).Single().Outcome == AssertionOutcome.Failed)
                failures++;
        }

        return failures;
    }

    /// <summary>A value with normal noise, by Box and Muller.</summary>
    private static double Value(Random random, double noise, double change) =>
        100 * (1 + change) * (1 + (noise * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())));
}
