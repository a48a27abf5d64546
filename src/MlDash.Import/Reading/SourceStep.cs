namespace MlDash.Import.Reading;

/// <summary>Steps of trackers that have fractions of them.</summary>
internal static class SourceStep
{
    /// <summary>The most whole number that a real one holds exactly.</summary>
    private const double MostExact = 1L << 53;

    /// <summary>A whole number where it is one.</summary>
    public static object Of(double step) => step == Math.Floor(step) && Math.Abs(step) <= MostExact ? (object)(long)step : step;
}
