using MlDash.Judging;

namespace MlDash.Tests.Judging;

/// <summary>The rank test against published values.</summary>
public sealed class RankTestTests
{
    /// <summary>
    /// Hollander and Wolfe, Nonparametric Statistical Methods (1973), page 69, as the help of R's <c>wilcox.test</c> has it: W = 35, p = 0.1272.
    /// </summary>
    [Fact]
    public void The_permeability_constants_of_Hollander_and_Wolfe_have_the_published_p()
    {
        double[] atTerm = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
        double[] early = [1.15, 0.88, 0.90, 0.74, 1.21];

        Assert.Equal(0.1272, RankTest.ProbabilityOfGreater(atTerm, early), 4);
    }

    /// <summary>The tables of Mann and Whitney (1947) have U = 9 as the critical value of two samples of 8 at 1 %, one-sided.</summary>
    [Theory]
    [InlineData(0, true)]
    [InlineData(9, true)]
    [InlineData(10, false)]
    public void Two_samples_of_eight_have_the_critical_value_of_the_tables(int inversions, bool isSignificant)
    {
        double[] baseline = [0, 10, 20, 30, 40, 50, 60, 70];
        // Of the values, the first lies below eight of the baseline at most, the second below the rest, all others above every one.
        int[] below = [Math.Min(inversions, 8), inversions - Math.Min(inversions, 8), 0, 0, 0, 0, 0, 0];
        double[] values = [.. below.Select((count, at) => 75.0 + at - (10 * count))];

        Assert.Equal(isSignificant, RankTest.ProbabilityOfGreater(values, baseline) < MetricJudge.Significance);
    }

    /// <summary>Of the C(16, 8) = 12,870 orders of two samples of 8, one has all values above.</summary>
    [Fact]
    public void Small_samples_have_the_exact_p()
    {
        double[] baseline = [1, 2, 3, 4, 5, 6, 7, 8];

        Assert.Equal(1 / 12870.0, RankTest.ProbabilityOfGreater([.. baseline.Select(value => value + 8)], baseline), 12);
    }

    [Fact]
    public void Equal_samples_are_no_sign_of_a_change()
    {
        double[] same = [5, 5, 5, 5, 5, 5, 5, 5];

        Assert.True(RankTest.ProbabilityOfGreater(same, same) >= 0.5);
    }
}
