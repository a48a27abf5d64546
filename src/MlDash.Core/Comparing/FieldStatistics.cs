using MlDash.Text;

namespace MlDash.Comparing;

/// <summary>All statistics of a field, kept while its values pass: memory does not grow with them. NaN does not count as one, as in summaries.</summary>
internal sealed class FieldStatistics
{
    private object? _first;
    private object? _last;
    private double _min = double.PositiveInfinity;
    private double _max = double.NegativeInfinity;
    private double _sum;
    private long _count;

    public void Add(object? value)
    {
        if (value is null)
            return;
        _first ??= value;
        _last = value;
        if (StoredNumber.Of(value) is not { } number || double.IsNaN(number))
            return;
        _count++;
        _min = Math.Min(_min, number);
        _max = Math.Max(_max, number);
        _sum += number;
    }

    /// <summary>The value of a statistic; null when nothing was there to compute it from.</summary>
    public object? this[Statistic statistic] => statistic switch
    {
        Statistic.Last => _last,
        Statistic.First => _first,
        Statistic.Count => _count,
        _ when _count == 0 => null,
        Statistic.Min => _min,
        Statistic.Max => _max,
        Statistic.Mean => _sum / _count,
        _ => _sum,
    };
}
