using Perfolizer.Mathematics.SignificanceTesting.Base;
using Perfolizer.Mathematics.SignificanceTesting.MannWhitney;
using Perfolizer.Metrology;
using Pragmastat;

namespace MlDash.Judging;

/// <summary>The test of Mann and Whitney. The one place that knows the library, so that it is loaded only where ranks are compared.</summary>
internal static class RankTest
{
    private static readonly MannWhitneyTest _test = new();

    /// <summary>How likely it is without a change that the first numbers rank at least so far above the second ones: exact for small samples.</summary>
    /// <param name="values">The numbers that may be greater, none of them NaN.</param>
    /// <param name="baseline">The numbers that they are compared with, none of them NaN.</param>
    /// <remarks>With ties, which the exact distribution does not know, the answer is greater than the true one: the test rather misses than alarms.</remarks>
    public static double ProbabilityOfGreater(IReadOnlyList<double> values, IReadOnlyList<double> baseline) =>
        _test.Perform(new Sample(values), new Sample(baseline), AlternativeHypothesis.Greater, Threshold.Zero).PValue;
}
