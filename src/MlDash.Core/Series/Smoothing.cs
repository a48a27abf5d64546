namespace MlDash.Series;

/// <summary>How a curve is smoothed.</summary>
public enum SmoothingMethod
{
    /// <summary>Exponential moving average without the pull to zero at its begin, as TensorBoard has it. The amount is from 0 to below 1.</summary>
    Ema,

    /// <summary>Exponential moving average over the distance of points in x, as Weights &amp; Biases has it. The amount is from 0 to below 1.</summary>
    TimeWeightedEma,

    /// <summary>Mean of the points around each. The amount is their number.</summary>
    RunningMean,

    /// <summary>Mean of the points around each, weighted by a bell curve. The amount is its standard deviation in points.</summary>
    Gaussian,
}

/// <summary>Smooths values. One that is not finite stays where it is and counts for no other.</summary>
public static class Smoothing
{
    /// <summary>Smooths by a method.</summary>
    /// <param name="method">The method.</param>
    /// <param name="amount">How much, in the measure of the method.</param>
    /// <param name="x">Where each point lies; only <see cref="SmoothingMethod.TimeWeightedEma"/> asks for it.</param>
    /// <param name="y">The values.</param>
    /// <returns>As many values.</returns>
    /// <exception cref="ConfigurationException"><c>IllegalSmoothing</c>: the method does not support the amount.</exception>
    public static double[] Of(SmoothingMethod method, double amount, ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var smooth = new double[y.Length];
        switch (method)
        {
            case SmoothingMethod.Ema or SmoothingMethod.TimeWeightedEma when amount is not (>= 0 and < 1):
                throw Illegal(method, amount, "from 0 to below 1, such as 0.9");
            case SmoothingMethod.RunningMean when amount is not (>= 1 and <= int.MaxValue) || amount != Math.Floor(amount):
                throw Illegal(method, amount, "a number of points, such as 25");
            case SmoothingMethod.Gaussian when amount is not (> 0 and <= WindowSmoothing.WidestGaussian):
                throw Illegal(method, amount, $"a number of points above 0 and up to {WindowSmoothing.WidestGaussian}, such as 5");
            case SmoothingMethod.Ema:
                ExponentialSmoothing.Debiased(y, amount, smooth);
                break;
            case SmoothingMethod.TimeWeightedEma:
                ExponentialSmoothing.TimeWeighted(x, y, amount, smooth);
                break;
            case SmoothingMethod.RunningMean:
                WindowSmoothing.RunningMean(y, (int)amount, smooth);
                break;
            default:
                WindowSmoothing.Gaussian(y, amount, smooth);
                break;
        }

        return smooth;
    }

    private static ConfigurationException Illegal(SmoothingMethod method, double amount, string right) => new(
        "IllegalSmoothing",
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{amount} is no smoothing for the method {method}."),
        $"Give {right}.")
    { Target = amount };
}
