namespace MlDash.Charts;

/// <summary>The range of one axis, and where on it a value lies. On a log axis all places are logarithms.</summary>
internal sealed class Axis
{
    /// <summary>Seconds: what is nearer together is one time, since a double of today keeps no more than microseconds.</summary>
    private const double Moment = 5e-6;

    private Axis(double low, double high, bool isLog)
    {
        Low = low;
        High = high;
        IsLog = isLog;
    }

    /// <summary>The place at its begin.</summary>
    public double Low { get; }

    /// <summary>The place at its end, always beyond <see cref="Low"/>.</summary>
    public double High { get; }

    /// <summary>Whether places are logarithms.</summary>
    public bool IsLog { get; }

    /// <summary>The axis over some places; null when none of them is finite.</summary>
    /// <param name="places">The places.</param>
    /// <param name="isLog">Whether they are logarithms.</param>
    /// <param name="isTime">Whether they are times in seconds: those of one moment lie in one second, not in years.</param>
    public static Axis? Over(IEnumerable<ReadOnlyMemory<double>> places, bool isLog, bool isTime = false)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var some in places)
        {
            foreach (var place in some.Span)
            {
                if (!double.IsFinite(place))
                    continue;
                low = Math.Min(low, place);
                high = Math.Max(high, place);
            }
        }

        if (low > high)
            return null;
        // One value, or values that a double hardly tells apart, lie in the middle.
        if ((high / 2) - (low / 2) <= (isTime ? Moment : Math.Abs(high) * 1e-12))
        {
            var room = isLog || isTime ? 0.5 : low == 0 ? 1 : Math.Abs(low) / 10;
            (low, high) = (Math.Max(low - room, -double.MaxValue), Math.Min(high + room, double.MaxValue));
        }

        return new(low, high, isLog);
    }

    /// <summary>The places of values: themselves, or their logarithms; NaN for what has none.</summary>
    public static ReadOnlyMemory<double> Places(ReadOnlyMemory<double> values, bool isLog)
    {
        if (!isLog)
            return values;
        var places = new double[values.Length];
        for (var at = 0; at < places.Length; at++)
            places[at] = values.Span[at] > 0 ? Math.Log10(values.Span[at]) : double.NaN;
        return places;
    }

    /// <summary>Which dot of a row of dots a place falls on.</summary>
    public int Dot(double place, int dots) =>
        // Halved first: the distance of two numbers may be larger than any number.
        (int)Math.Round(((place / 2) - (Low / 2)) / ((High / 2) - (Low / 2)) * (dots - 1), MidpointRounding.AwayFromZero);

    /// <summary>About as many ticks as asked for.</summary>
    public IReadOnlyList<Tick> Ticks(int count) => IsLog ? NumberTicks.BetweenLogs(Low, High, count) : NumberTicks.Between(Low, High, count);
}
