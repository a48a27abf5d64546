namespace MlDash.Series;

/// <summary>Gathers the facts of a metric out of summaries and points, given in order.</summary>
internal sealed class FactCollector
{
    private readonly FieldTable _table;
    private readonly List<FieldFacts> _fields = [];
    private long _points;

    /// <param name="table">The fields of what will be given.</param>
    /// <param name="known">Facts of the points before; null when there are none.</param>
    public FactCollector(FieldTable table, MetricFacts? known = null)
    {
        _table = table;
        _points = known?.Points ?? 0;
        foreach (var field in known?.Fields ?? [])
            Set(table.SlotOf(field.Name), field);
    }

    /// <summary>The facts of all points, by the largest summaries there are.</summary>
    public static async Task<MetricFacts> ReadAsync(ISummarizedPoints points, FactStamp stamp, CancellationToken cancellationToken)
    {
        var facts = new FactCollector(points.Fields);
        for (var block = 0; block < points.Blocks;)
        {
            var level = SummaryLevels.Top;
            while (level >= 0 && !(block % SummaryLevels.BlocksOf(level) == 0 && block / SummaryLevels.BlocksOf(level) < points.Summaries(level)))
                level--;
            if (level < 0)
            {
                facts.Add(await points.ReadAsync(block++, cancellationToken).ConfigureAwait(false));
                continue;
            }

            facts.Add(await points.SummaryAsync(level, block / SummaryLevels.BlocksOf(level), cancellationToken).ConfigureAwait(false));
            block += SummaryLevels.BlocksOf(level);
        }

        return facts.ToFacts(stamp);
    }

    /// <summary>Takes the next points by their summary.</summary>
    public void Add(BlockSummary block)
    {
        _points += block.Points;
        foreach (ref readonly var field in block.Fields)
        {
            if (field.Slot == FieldTable.Index)
                continue;
            // Rows tell whether the last number is finite, not what it is otherwise.
            var last = field.Last == field.LastRow ? field.LastValue : double.NaN;
            var (min, max) = field.Count > 0 ? (field.MinValue, field.MaxValue) : (double.NaN, double.NaN);
            Set(field.Slot, Get(field.Slot).Then(last, min, max, field.Count, field.NonFinite));
        }
    }

    /// <summary>Takes the next points.</summary>
    public void Add(NumberColumns points)
    {
        _points += points.Count;
        for (var slot = FieldTable.Index + 1; slot < points.Slots; slot++)
        {
            var (last, min, max, count, nonFinite) = (double.NaN, double.NaN, double.NaN, 0L, 0L);
            foreach (var number in points[slot])
            {
                if (NumberColumns.IsAbsent(number))
                    continue;
                last = number;
                if (!double.IsFinite(number))
                {
                    nonFinite++;
                    continue;
                }

                min = count == 0 ? number : Math.Min(min, number);
                max = count++ == 0 ? number : Math.Max(max, number);
            }

            if (count + nonFinite > 0)
                Set(slot, Get(slot).Then(last, min, max, count, nonFinite));
        }
    }

    /// <summary>The facts so far.</summary>
    /// <param name="stamp">The state that they are of.</param>
    public MetricFacts ToFacts(FactStamp stamp) => new(_points, _fields.Where(field => field.Count + field.NonFinite > 0)) { Stamp = stamp };

    private FieldFacts Get(int slot) => slot < _fields.Count && _fields[slot].Name is not null ? _fields[slot] : FieldFacts.None(_table[slot]);

    private void Set(int slot, FieldFacts field)
    {
        while (_fields.Count <= slot)
            _fields.Add(default);
        _fields[slot] = field;
    }
}
