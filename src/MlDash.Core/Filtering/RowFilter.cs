using MlDash.Export;

namespace MlDash.Filtering;

/// <summary>Which rows of a table: <c>loss &gt; 0.5 and label = "cat"</c>, in the language of filters of runs.</summary>
internal sealed class RowFilter : IRowCondition
{
    private readonly FilterNode<IRowCells> _filter;

    private RowFilter(FilterNode<IRowCells> filter, IReadOnlyList<int> columns) => (_filter, Columns) = (filter, columns);

    /// <inheritdoc />
    public IReadOnlyList<int> Columns { get; }

    /// <summary>The filter that a text says; null for an empty one, which holds for every row.</summary>
    /// <param name="text">The text.</param>
    /// <param name="columns">The columns of the table.</param>
    /// <param name="clock">What times such as <c>-7d</c> are counted from; the system's when absent.</param>
    /// <exception cref="ConfigurationException"><c>IllegalFilter</c>; the message says at which character.</exception>
    public static RowFilter? Of(string? text, IReadOnlyList<TableColumn> columns, TimeProvider? clock)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var subject = new RowSubject(columns);
        var filter = FilterParser<IRowCells>.Read(text, subject, (clock ?? TimeProvider.System).GetUtcNow());
        return new(filter, [.. filter.Conditions.SelectMany(condition => condition.Asked is RowKey key ? [key.Number] : subject.Texts).Distinct()]);
    }

    /// <inheritdoc />
    public bool Holds(IRowCells row) => _filter.Holds(row);

    /// <inheritdoc />
    public bool MayHold(Func<int, ColumnRange?> ranges) => _filter.Decide(condition =>
        condition is Compares<IRowCells> { Key: RowKey key } compares && ranges(key.Number) is { } range && !compares.MayHold(range.Least, range.Greatest)
            ? false : null) != false;
}
