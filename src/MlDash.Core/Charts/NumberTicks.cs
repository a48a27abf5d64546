namespace MlDash.Charts;

/// <summary>Ticks at round numbers: 1, 2 or 5 times a power of ten apart.</summary>
internal static class NumberTicks
{
    /// <summary>Digits that a double keeps apart at least.</summary>
    private const double FinestStep = 1e-13;

    private static readonly int[] _digits = [1, 2, 5];

    /// <summary>About as many ticks as asked for, between two values.</summary>
    public static IReadOnlyList<Tick> Between(double low, double high, int count)
    {
        var largest = Math.Max(Math.Abs(low), Math.Abs(high));
        var step = Math.Max(RoundStep((high / count) - (low / count)), RoundStep(largest * FinestStep));
        List<Tick> ticks = [];
        var first = Math.Ceiling(low / step);
        for (var at = first; at - first <= 2 * count && at * step <= high; at++)
            ticks.Add(new(at * step, NumberLabel.Of(at * step, step, largest)));
        return ticks;
    }

    /// <summary>Ticks of a log axis, between two logarithms: powers of ten, also halves of them where there is room, or round numbers within one.</summary>
    public static IReadOnlyList<Tick> BetweenLogs(double low, double high, int count)
    {
        var (first, last) = ((int)Math.Ceiling(low - 1e-9), (int)Math.Floor(high + 1e-9));
        if (last - first + 1 > count)
        {
            var every = (int)RoundStep((last - first + count) / count);
            return [.. Powers(first, last).Where(power => power % every == 0).Select(power => LogTick(power, 1))];
        }

        if (last - first >= 2)
            return [.. Powers(first, last).Select(power => LogTick(power, 1))];
        var within = Powers(first - 1, last).SelectMany(power => _digits.Select(digit => LogTick(power, digit)))
            .Where(tick => tick.Place >= low - 1e-9 && tick.Place <= high + 1e-9).ToList();
        // Less than a decade: on such a short piece the scale is nearly straight.
        return within.Count >= 2
            ? within
            : [.. Between(Math.Pow(10, low), Math.Pow(10, high), count)
                .Where(tick => tick.Place > 0)
                .Select(tick => tick with { Place = Math.Log10(tick.Place) })];
    }

    /// <summary>1, 2 or 5 times a power of ten, not less than a number.</summary>
    public static double RoundStep(double least)
    {
        if (!(least > double.Epsilon))
            return double.Epsilon;
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        // Powers below the normal numbers have few digits left.
        return power == 0 ? least : (least / power) switch
        {
            <= 1.000001 => power,
            <= 2.000001 => 2 * power,
            <= 5.000001 => 5 * power,
            _ => 10 * power,
        };
    }

    private static IEnumerable<int> Powers(int first, int last) => first <= last ? Enumerable.Range(first, last - first + 1) : [];

    private static Tick LogTick(int power, int digit)
    {
        var value = digit * Math.Pow(10, power);
        return new(power + Math.Log10(digit), NumberLabel.Of(value, value, Math.Abs(value)));
    }
}
