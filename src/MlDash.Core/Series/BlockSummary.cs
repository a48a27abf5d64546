using System.Runtime.InteropServices;

namespace MlDash.Series;

/// <summary>
/// What is kept of a run of neighbouring points, so that a chart need not read them: of each field the first, last, least and greatest value with count and
/// sums, and of the points where these lie the numbers that may be asked for as x.
/// </summary>
/// <remarks>Exact: what is shown of whole blocks is what would be shown of their points. Two neighbours can be merged.</remarks>
internal sealed class BlockSummary
{
    /// <summary>
    /// A block of no more fields than this keeps all of them that run forward as x, a wider one only the usual ones: the places would outgrow the points.
    /// </summary>
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

    /// <summary>How many rows are kept.</summary>
    public int Rows => _axes.Length == 0 ? 0 : _places.Length / _axes.Length;

    /// <summary>Summarises points.</summary>
    public static BlockSummary Of(NumberColumns points, FieldTable table)
    {
        List<FieldSummary> fields = [];
        for (var slot = 0; slot < points.Slots; slot++)
        {
            var field = Summarise(points[slot], slot);
            if (field.FirstRow >= 0)
                fields.Add(field);
        }

        FieldSummary[] all = [.. fields];
        var axes = AxesOf(all, table);
        var kept = KeptRows.Of(all, points.Count);
        var places = new double[kept.Count * axes.Length];
        var at = 0;
        for (var row = 0; row < points.Count; row++)
        {
            if (!kept.Holds(row))
                continue;
            foreach (var axis in axes)
                places[at++] = points.Number(axis, row);
        }

        return new(points.Count, all, axes, places);
    }

    /// <summary>Merges neighbours, given in order.</summary>
    public static BlockSummary Merge(IReadOnlyList<BlockSummary> blocks, FieldTable table)
    {
        var fields = new List<FieldSummary>();
        var found = new Dictionary<int, int>();
        var (points, rows) = (0, 0);
        foreach (var block in blocks)
        {
            foreach (ref readonly var field in block.Fields)
            {
                ref var at = ref CollectionsMarshal.GetValueRefOrAddDefault(found, field.Slot, out var isKnown);
                if (!isKnown)
                {
                    at = fields.Count;
                    fields.Add(FieldSummary.Empty(field.Slot));
                }

                CollectionsMarshal.AsSpan(fields)[at].Merge(field, rows);
            }

            points += block.Points;
            rows += block.Rows;
        }

        FieldSummary[] all = [.. fields.OrderBy(field => field.Slot)];
        var axes = AxesOf(all, table);
        var kept = KeptRows.Of(all, rows);
        var places = new double[kept.Count * axes.Length];
        var (next, begin) = (0, 0);
        foreach (var block in blocks)
        {
            var columns = Array.ConvertAll(axes, axis => Array.IndexOf(block._axes, axis));
            for (var row = 0; row < block.Rows; row++)
            {
                if (!kept.Holds(begin + row))
                    continue;
                foreach (var column in columns)
                    places[next++] = column < 0 ? double.NaN : block._places[(row * block._axes.Length) + column];
            }

            begin += block.Rows;
        }

        return new(points, all, axes, places);
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

    private static FieldSummary Summarise(ReadOnlySpan<double> values, int slot)
    {
        var field = FieldSummary.Empty(slot);
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

        return field;
    }

    /// <summary>Slots that may be x. What runs backwards in a block is no axis there, so that no curve asks for its places.</summary>
    private static int[] AxesOf(FieldSummary[] fields, FieldTable table) =>
    [
        .. fields.Where(field => (fields.Length <= FewFields && !field.RunsBackwards) || field.Slot == FieldTable.Index || SeriesX.IsUsual(table[field.Slot]))
            .Select(field => field.Slot),
    ];
}
