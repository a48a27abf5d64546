namespace MlDash.Series;

/// <summary>
/// What is kept of a run of neighbouring points, so that a chart need not read them: of each field the first, last, least and greatest value with count and
/// sums, and of the points where these lie the numbers that may be asked for as x.
/// </summary>
/// <remarks>Exact: what is shown of whole blocks is what would be shown of their points. Two neighbours can be merged.</remarks>
internal sealed class BlockSummary
{
    /// <summary>A block of no more fields than this keeps all of them as x, a wider one only the usual ones: the places would outgrow the points.</summary>
    private const int FewFields = 16;

    private readonly FieldSummary[] _fields;
    private readonly int[] _axes;
    private readonly double[] _places;

    /// <param name="points">How many points.</param>
    /// <param name="fields">The fields in the order of their slots.</param>
    /// <param name="axes">Slots that may be x, in order.</param>
    /// <param name="places">Row by row the numbers in these slots.</param>
    public BlockSummary(int points, FieldSummary[] fields, int[] axes, double[] places)
    {
        Points = points;
        _fields = fields;
        _axes = axes;
        _places = places;
    }

    /// <summary>How many points it is made of.</summary>
    public int Points { get; }

    /// <summary>The fields that a point has a number in, in the order of their slots; that of the index is the first.</summary>
    public ReadOnlySpan<FieldSummary> Fields => _fields;

    /// <summary>Slots that may be x.</summary>
    public ReadOnlySpan<int> Axes => _axes;

    /// <summary>Row by row the numbers in <see cref="Axes"/>.</summary>
    public ReadOnlySpan<double> Places => _places;

    /// <summary>Summarises points.</summary>
    public static BlockSummary Of(NumberColumns points, FieldTable table)
    {
        List<FieldSummary> fields = [];
        for (var slot = 0; slot < points.Slots; slot++)
        {
            if (Summarise(points[slot], slot) is { } field)
                fields.Add(field);
        }

        var axes = AxesOf(fields, table);
        return Kept(points.Count, fields, axes, (row, axis) => points.Number(axes[axis], row));
    }

    /// <summary>Merges neighbours, given in order.</summary>
    public static BlockSummary Merge(IReadOnlyList<BlockSummary> blocks, FieldTable table)
    {
        var fields = new SortedDictionary<int, FieldSummary>();
        List<(BlockSummary Block, int Begin)> begins = [];
        var (points, rows) = (0, 0);
        foreach (var block in blocks)
        {
            begins.Add((block, rows));
            foreach (ref readonly var field in block.Fields)
            {
                if (fields.TryGetValue(field.Slot, out var merged))
                    merged.Merge(field, rows);
                else
                    merged = Moved(field, rows);
                fields[field.Slot] = merged;
            }

            points += block.Points;
            rows += block.RowCount;
        }

        var axes = AxesOf(fields.Values, table);
        return Kept(points, [.. fields.Values], axes, (row, axis) =>
        {
            var at = begins.FindLastIndex(begin => begin.Begin <= row);
            return begins[at].Block.Place(row - begins[at].Begin, axes[axis]);
        });
    }

    /// <summary>What is kept of a field; null when no point has it.</summary>
    public FieldSummary? Field(int slot)
    {
        foreach (ref readonly var field in Fields)
        {
            if (field.Slot == slot)
                return field;
        }

        return null;
    }

    /// <summary>Whether the number in a slot is kept of every row.</summary>
    public bool KnowsPlace(int slot) => Array.IndexOf(_axes, slot) >= 0;

    /// <summary>The number in a slot of a row; NaN when it is not kept, or the point has none.</summary>
    public double Place(int row, int slot) => Array.IndexOf(_axes, slot) is var axis and >= 0 ? _places[(row * _axes.Length) + axis] : double.NaN;

    private int RowCount => _axes.Length == 0 ? 0 : _places.Length / _axes.Length;

    private static FieldSummary? Summarise(ReadOnlySpan<double> values, int slot)
    {
        var field = new FieldSummary { Slot = slot, FirstRow = -1, First = -1, Last = -1, Min = -1, Max = -1 };
        for (var row = 0; row < values.Length; row++)
        {
            var value = values[row];
            if (double.IsFinite(value))
            {
                if (field.Count++ == 0)
                {
                    (field.First, field.FirstValue) = (row, value);
                    (field.Min, field.MinValue, field.Max, field.MaxValue) = (row, value, row, value);
                }
                else
                {
                    field.RunsBackwards |= value < field.LastValue;
                    if (value < field.MinValue)
                        (field.Min, field.MinValue) = (row, value);
                    else if (value > field.MaxValue)
                        (field.Max, field.MaxValue) = (row, value);
                }

                (field.Last, field.LastValue) = (row, value);
                field.Sum.Add(value);
                field.SumOfSquares.Add(value * value);
            }
            else if (NumberColumns.IsAbsent(value))
            {
                continue;
            }
            else
            {
                field.NonFinite++;
            }

            if (field.FirstRow < 0)
                field.FirstRow = row;
            field.LastRow = row;
        }

        return field.FirstRow < 0 ? null : field;
    }

    private static FieldSummary Moved(FieldSummary field, int rows) => field.In(row => row < 0 ? row : row + rows);

    private static int[] AxesOf(IReadOnlyCollection<FieldSummary> fields, FieldTable table) =>
    [
        .. fields.Select(field => field.Slot).Where(slot => fields.Count <= FewFields || slot == FieldTable.Index || SeriesX.IsUsual(table[slot])),
    ];

    /// <summary>Keeps the rows that a field points to, and numbers them from 0.</summary>
    private static BlockSummary Kept(int points, IReadOnlyCollection<FieldSummary> fields, int[] axes, Func<int, int, double> place)
    {
        var rows = new SortedSet<int>();
        foreach (var field in fields)
            rows.UnionWith([field.FirstRow, field.LastRow, field.First, field.Last, field.Min, field.Max]);
        rows.Remove(-1);
        int[] kept = [.. rows];
        var places = new double[kept.Length * axes.Length];
        for (var row = 0; row < kept.Length; row++)
        {
            for (var axis = 0; axis < axes.Length; axis++)
                places[(row * axes.Length) + axis] = place(kept[row], axis);
        }

        return new(points, [.. fields.Select(field => field.In(row => row < 0 ? row : Array.BinarySearch(kept, row)))], axes, places);
    }
}
