using MlDash.Charts;

namespace MlDash.Benchmarks;

/// <summary>What a chart in the terminal costs once its points are in memory.</summary>
internal static class ChartRows
{
    private const int Points = 1_000_000;

    public static Row Draw()
    {
        var random = new Random(7);
        var step = Enumerable.Range(0, Points).Select(at => (double)at).ToArray();
        var loss = step.Select(_ => random.NextDouble()).ToArray();
        var options = new ChartOptions { Width = 120, Height = 30, HasColor = true, Title = "loss", XLabel = "step" };
        return Measured.Speed("a chart of 1,000,000 points", "a bare pass over them for the least and greatest", 0.05, 5,
            () => Chart.Draw([new("run", step, loss)], options),
            () => Bare(step, loss));
    }

    private static double Bare(double[] step, double[] loss)
    {
        var (left, right, low, high) = (double.MaxValue, double.MinValue, double.MaxValue, double.MinValue);
        for (var at = 0; at < step.Length; at++)
        {
            (left, right) = (Math.Min(left, step[at]), Math.Max(right, step[at]));
            (low, high) = (Math.Min(low, loss[at]), Math.Max(high, loss[at]));
        }

        return right - left + high - low;
    }
}
