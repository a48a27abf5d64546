using Parquet;
using Parquet.Schema;

namespace MlDash.Export;

/// <summary>The cells of a group of rows. A column stays as the file has its values; only those that are asked for become objects.</summary>
/// <param name="file">The file.</param>
/// <param name="group">The group.</param>
/// <param name="fields">The columns.</param>
internal sealed class TableCells(Stream file, ParquetRowGroupReader group, DataField[] fields) : IRowCells
{
    private readonly Func<int, object?>?[] _columns = new Func<int, object?>?[fields.Length];
    private int _row;

    /// <inheritdoc />
    public object? this[int column] => _columns[column]?.Invoke(_row);

    /// <inheritdoc />
    public string? TextAt(int column) => this[column] as string;

    /// <summary>What the schema says about a column.</summary>
    public static TableColumn ColumnOf(DataField field) => new(field.Name, field.ClrType switch
    {
        var type when type == typeof(string) || type == typeof(ReadOnlyMemory<char>) => ColumnKind.Text,
        var type when type == typeof(bool) => ColumnKind.Flag,
        var type when type == typeof(float) || type == typeof(double) => ColumnKind.Real,
        var type when type == typeof(decimal) => ColumnKind.Exact,
        var type when type == typeof(DateTime) => ColumnKind.Moment,
        var type when type.IsPrimitive => ColumnKind.Whole,
        _ => ColumnKind.Empty,
    });

    /// <summary>Between which values a column lies, as the file says; null when it does not say it of numbers or times.</summary>
    public ColumnRange? RangeOf(int column) => group.GetStatistics(fields[column]) is { MinValue: { } least, MaxValue: { } greatest }
        && ValueOf(least) is { } from && ValueOf(greatest) is { } to ? new(from, to) : null;

    /// <summary>The first rows that fit.</summary>
    /// <param name="condition">What they fit.</param>
    /// <param name="count">How many rows are looked at.</param>
    /// <param name="most">The most rows.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<List<int>> FitAsync(IRowCondition condition, int count, long most, CancellationToken cancellationToken)
    {
        foreach (var column in condition.Columns)
            _columns[column] = await ReadAsync(column, cancellationToken).ConfigureAwait(false);
        var rows = new List<int>();
        for (_row = 0; _row < count && rows.Count < most; _row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (condition.Holds(this))
                rows.Add(_row);
        }

        return rows;
    }

    /// <summary>The values that a column has in some rows.</summary>
    /// <param name="column">The column.</param>
    /// <param name="fit">The rows that fit; null for all.</param>
    /// <param name="begin">How many of these are left out first.</param>
    /// <param name="count">How many of these are taken.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<object?[]> TakeAsync(int column, List<int>? fit, int begin, int count, CancellationToken cancellationToken)
    {
        var cells = _columns[column] ?? await ReadAsync(column, cancellationToken).ConfigureAwait(false);
        var taken = new object?[count];
        for (var at = 0; at < count; at++)
            taken[at] = cells(fit is null ? begin + at : fit[begin + at]);
        return taken;
    }

    private static object? ValueOf(object value) => value switch
    {
        DateTime time => TableColumn.MomentOf(time),
        decimal exact => Text.StoredNumber.Of(ParquetBounds.Exact(exact)),
        _ => Text.StoredNumber.Of(value),
    };

    private async Task<Func<int, object?>> ReadAsync(int column, CancellationToken cancellationToken)
    {
        var field = fields[column];
        ParquetBounds.Check(file, group, field);
        return await (field.ClrType switch
        {
            var type when type == typeof(string) || type == typeof(ReadOnlyMemory<char>) => TextsAsync(field, cancellationToken),
            var type when type == typeof(bool) => ValuesAsync<bool>(field, cancellationToken),
            var type when type == typeof(byte) => ValuesAsync<byte>(field, cancellationToken),
            var type when type == typeof(sbyte) => ValuesAsync<sbyte>(field, cancellationToken),
            var type when type == typeof(short) => ValuesAsync<short>(field, cancellationToken),
            var type when type == typeof(ushort) => ValuesAsync<ushort>(field, cancellationToken),
            var type when type == typeof(int) => ValuesAsync<int>(field, cancellationToken),
            var type when type == typeof(uint) => ValuesAsync<uint>(field, cancellationToken),
            var type when type == typeof(long) => ValuesAsync<long>(field, cancellationToken),
            var type when type == typeof(ulong) => ValuesAsync<ulong>(field, cancellationToken),
            var type when type == typeof(float) => ValuesAsync<float>(field, cancellationToken),
            var type when type == typeof(double) => ValuesAsync<double>(field, cancellationToken),
            var type when type == typeof(decimal) => ValuesAsync<decimal>(field, cancellationToken),
            var type when type == typeof(DateTime) => ValuesAsync<DateTime>(field, cancellationToken),
            var type => throw new StorageException(
                "TableUnreadable",
                $"The column '{field.Name}' has values of the type {type.Name}, which are not read.",
                "Choose other columns with -Property."),
        }).ConfigureAwait(false);
    }

    private async Task<Func<int, object?>> ValuesAsync<T>(DataField field, CancellationToken cancellationToken)
        where T : struct
    {
        if (!field.IsNullable)
        {
            var all = new T[group.RowCount];
            await group.ReadAsync<T>(field, all.AsMemory(), cancellationToken: cancellationToken).ConfigureAwait(false);
            return row => all[row];
        }

        var values = new T?[group.RowCount];
        await group.ReadAsync<T>(field, values.AsMemory(), cancellationToken: cancellationToken).ConfigureAwait(false);
        return row => values[row];
    }

    private async Task<Func<int, object?>> TextsAsync(DataField field, CancellationToken cancellationToken)
    {
        var values = new string?[group.RowCount];
        await group.ReadAsync(field, values.AsMemory(), cancellationToken: cancellationToken).ConfigureAwait(false);
        return row => values[row];
    }
}
