using System.Runtime.CompilerServices;
using Parquet;
using Parquet.Schema;

namespace MlDash.Export;

/// <summary>Reads the rows of a Parquet file, group by group: what is not asked for is not read.</summary>
public static class TableFile
{
    /// <summary>Rows in their order.</summary>
    /// <param name="file">The file; it seeks.</param>
    /// <param name="columns">Names of the columns, without regard to case; empty for all.</param>
    /// <param name="skip">how many rows are skipped first.</param>
    /// <param name="first">The most rows; null for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StorageException"><c>TableUnreadable</c>.</exception>
    public static async IAsyncEnumerable<FieldSet> ReadAsync(
        Stream file, string[] columns, long skip, long? first, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var reader = await ReadAsync(() =>
        {
            ParquetBounds.CheckFooter(file);
            return ParquetReader.CreateAsync(file, leaveStreamOpen: true, cancellationToken: cancellationToken);
        }).ConfigureAwait(false);
        var all = await ReadAsync(() => Task.FromResult(reader.Schema.DataFields)).ConfigureAwait(false);
        DataField[] fields = [.. all.Where(field => !field.IsArray && FieldSet.Takes(field.Name, columns))];
        var names = Array.ConvertAll(fields, field => field.Name);
        var left = first ?? long.MaxValue;
        for (var at = 0; at < reader.RowGroupCount && left > 0; at++)
        {
            using var group = await ReadAsync(() => Task.FromResult(reader.OpenRowGroupReader(at))).ConfigureAwait(false);
            if (skip >= group.RowCount)
            {
                skip -= group.RowCount;
                continue;
            }

            var cells = new List<object?[]>(fields.Length);
            foreach (var field in fields)
            {
                cells.Add(await ReadAsync(() =>
                {
                    ParquetBounds.Check(file, group, field);
                    return ColumnAsync(group, field, cancellationToken);
                }).ConfigureAwait(false));
            }

            for (var row = (int)skip; row < group.RowCount && left > 0; row++, left--)
                yield return new FieldSet(names, [.. cells.Select(column => column[row])]);
            skip = 0;
        }
    }

    /// <summary>The library believes what a file says of itself: what is damaged shows as any fault, of the disk, too, where it seeks to nowhere.</summary>
    private static async Task<T> ReadAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or MlDashException))
        {
            throw new StorageException(
                "TableUnreadable", $"The table cannot be read: {fault.Message}", "Check whether the file is Parquet and complete.", fault);
        }
    }

    private static Task<object?[]> ColumnAsync(ParquetRowGroupReader group, DataField field, CancellationToken cancellationToken) => field.ClrType switch
    {
        var type when type == typeof(string) || type == typeof(ReadOnlyMemory<char>) => TextsAsync(group, field, cancellationToken),
        var type when type == typeof(bool) => ValuesAsync<bool>(group, field, cancellationToken),
        var type when type == typeof(int) => ValuesAsync<int>(group, field, cancellationToken),
        var type when type == typeof(long) => ValuesAsync<long>(group, field, cancellationToken),
        var type when type == typeof(float) => ValuesAsync<float>(group, field, cancellationToken),
        var type when type == typeof(double) => ValuesAsync<double>(group, field, cancellationToken),
        var type when type == typeof(decimal) => ValuesAsync<decimal>(group, field, cancellationToken),
        var type when type == typeof(DateTime) => ValuesAsync<DateTime>(group, field, cancellationToken),
        var type => throw new StorageException(
            "TableUnreadable", $"The column '{field.Name}' has values of the type {type.Name}, which are not read.", "Choose other columns with -Property."),
    };

    private static async Task<object?[]> ValuesAsync<T>(ParquetRowGroupReader group, DataField field, CancellationToken cancellationToken)
        where T : struct
    {
        if (!field.IsNullable)
        {
            var all = new T[group.RowCount];
            await group.ReadAsync<T>(field, all.AsMemory(), cancellationToken: cancellationToken).ConfigureAwait(false);
            return Array.ConvertAll(all, value => (object?)value);
        }

        var values = new T?[group.RowCount];
        await group.ReadAsync<T>(field, values.AsMemory(), cancellationToken: cancellationToken).ConfigureAwait(false);
        return Array.ConvertAll(values, value => (object?)value);
    }

    private static async Task<object?[]> TextsAsync(ParquetRowGroupReader group, DataField field, CancellationToken cancellationToken)
    {
        var values = new string?[group.RowCount];
        await group.ReadAsync(field, values.AsMemory(), cancellationToken: cancellationToken).ConfigureAwait(false);
        return values;
    }
}
