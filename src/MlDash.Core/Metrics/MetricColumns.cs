using MlDash.Series;

namespace MlDash;

/// <summary>
/// The numbers of neighbouring points of a metric, a column a field: flags count as 1 and 0; other values are absent, as are fields that a point does not
/// have.
/// </summary>
public sealed class MetricColumns
{
    private readonly ReadOnlyMemory<long> _index;
    private readonly string[] _fields;
    private readonly ReadOnlyMemory<double>[] _columns;

    private MetricColumns(ReadOnlyMemory<long> index, string[] fields, ReadOnlyMemory<double>[] columns) =>
        (_index, _fields, _columns) = (index, fields, columns);

    /// <summary>How many points there are.</summary>
    public int Count => _index.Length;

    /// <summary>The index of each point.</summary>
    public ReadOnlyMemory<long> Index => _index;

    /// <summary>The fields that a point has a number in, in the order in which they were found.</summary>
    public IReadOnlyList<string> Fields => _fields;

    /// <summary>The numbers of a field, one a point; empty when no point has a number in it.</summary>
    /// <remarks>Where a point has none, there is a NaN that <see cref="IsAbsent"/> tells from one that was recorded.</remarks>
    public ReadOnlyMemory<double> this[string field] => Array.IndexOf(_fields, field) is var at and >= 0 ? _columns[at] : default;

    /// <summary>Whether a number of a column stands for none.</summary>
    public static bool IsAbsent(double number) => NumberColumns.IsAbsent(number);

    /// <summary>Columns behind each other as one.</summary>
    public static MetricColumns Join(IReadOnlyCollection<MetricColumns> parts)
    {
        var table = new FieldTable();
        foreach (var part in parts)
            Array.ForEach(part._fields, field => table.SlotOf(field));
        var count = parts.Sum(part => part.Count);
        var index = new long[count];
        var columns = Enumerable.Range(1, table.Count - 1).Select(_ => new double[count]).ToArray();
        var begin = 0;
        foreach (var part in parts)
        {
            part._index.CopyTo(index.AsMemory(begin));
            for (var at = 0; at < columns.Length; at++)
            {
                var place = columns[at].AsMemory(begin, part.Count);
                if (part[table[at + 1]] is { IsEmpty: false } numbers)
                    numbers.CopyTo(place);
                else
                    place.Span.Fill(NumberColumns.Absent);
            }

            begin += part.Count;
        }

        return new(index, [.. Enumerable.Range(1, columns.Length).Select(slot => table[slot])], [.. columns.Select(column => column.AsMemory())]);
    }

    /// <summary>A copy of what was read.</summary>
    /// <param name="points">The points.</param>
    /// <param name="table">The fields of all points.</param>
    /// <param name="wanted">Fields to take, without regard to case; empty: all.</param>
    internal static MetricColumns Of(NumberColumns points, FieldTable table, string[] wanted)
    {
        var (fields, columns) = (new List<string>(), new List<ReadOnlyMemory<double>>());
        for (var slot = FieldTable.Index + 1; slot < points.Slots; slot++)
        {
            if (!FieldSet.Takes(table[slot], wanted) || !HasNumber(points[slot]))
                continue;
            fields.Add(table[slot]);
            columns.Add(points[slot].ToArray());
        }

        var index = new long[points.Count];
        for (var at = 0; at < index.Length; at++)
            index[at] = (long)points.Number(FieldTable.Index, at);
        return new(index, [.. fields], [.. columns]);
    }

    /// <summary>Some of the points.</summary>
    internal MetricColumns Part(int from, int count) => from == 0 && count == Count ? this
        : new(_index.Slice(from, count), _fields, Array.ConvertAll(_columns, column => column.Slice(from, count)));

    private static bool HasNumber(ReadOnlySpan<double> column)
    {
        foreach (var number in column)
        {
            if (!NumberColumns.IsAbsent(number))
                return true;
        }

        return false;
    }
}
