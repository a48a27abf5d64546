using System.Runtime.CompilerServices;
using Parquet;
using Parquet.Schema;

namespace MlDash.Export;

/// <summary>
/// The rows of a Parquet file, read group by group: what is not asked for is not read, nor are columns of groups in which no row fits a condition.
/// </summary>
internal sealed class TableFile : IAsyncDisposable
{
    /// <summary>The most rows of a group, as a multiple of those that are looked at: a group is read as a whole.</summary>
    private const int LargestGroup = 20;

    private readonly Stream _file;
    private readonly ParquetReader _reader;
    private readonly DataField[] _fields;

    private TableFile(Stream file, ParquetReader reader, DataField[] fields) => (_file, _reader, _fields) = (file, reader, fields);

    /// <summary>Its columns, without those that hold lists; what is in one that is <see cref="ColumnKind.Empty"/> is not read.</summary>
    public IReadOnlyList<TableColumn> Columns => Array.ConvertAll(_fields, TableCells.ColumnOf);

    /// <summary>How many rows it has, as it says.</summary>
    public long Rows => _reader.Metadata?.NumRows ?? 0;

    /// <summary>Opens a file.</summary>
    /// <param name="file">The file; it seeks, and stays open.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StorageException"><c>TableUnreadable</c>.</exception>
    public static Task<TableFile> OpenAsync(Stream file, CancellationToken cancellationToken) => ReadAsync(async () =>
    {
        ParquetBounds.CheckFooter(file);
        var reader = await ParquetReader.CreateAsync(file, leaveStreamOpen: true, cancellationToken: cancellationToken).ConfigureAwait(false);
        return new TableFile(file, reader, [.. reader.Schema.DataFields.Where(field => !field.IsArray)]);
    });

    /// <summary>Rows in their order.</summary>
    /// <param name="query">Which rows and columns; its filter is what the condition is made of.</param>
    /// <param name="condition">Which rows; null for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StorageException"><c>TableUnreadable</c>.</exception>
    public async IAsyncEnumerable<FieldSet> ReadAsync(
        TableQuery query, IRowCondition? condition, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string[] wanted = [.. query.Columns];
        int[] shown = [.. Enumerable.Range(0, _fields.Length).Where(number => FieldSet.Takes(_fields[number].Name, wanted))];
        var names = Array.ConvertAll(shown, number => _fields[number].Name);
        var (skip, left, within) = (query.Skip, query.First ?? long.MaxValue, query.Within ?? long.MaxValue);
        for (var at = 0; at < _reader.RowGroupCount && left > 0 && within > 0; at++)
        {
            using var group = await ReadAsync(() => Task.FromResult(_reader.OpenRowGroupReader(at))).ConfigureAwait(false);
            if (query.Within is { } looked && group.RowCount / LargestGroup > looked)
                throw Unreadable($"It has {group.RowCount} rows in one group, which can only be read together.", "Read it with Get-MlDashTable.");
            var cells = new TableCells(_file, group, _fields);
            var count = (int)Math.Clamp(group.RowCount, 0, Math.Min(within, int.MaxValue));
            var most = left > long.MaxValue - skip ? long.MaxValue : skip + left;
            within -= count;
            var fit = condition is null ? null
                : condition.MayHold(cells.RangeOf) ? await ReadAsync(() => cells.FitAsync(condition, count, most, cancellationToken)).ConfigureAwait(false)
                : [];
            var found = fit?.Count ?? (int)Math.Min(count, most);
            var begin = (int)Math.Min(skip, found);
            (skip, left) = (skip - begin, left - (found - begin));
            if (begin == found)
                continue;
            var columns = new List<object?[]>(shown.Length);
            foreach (var number in shown)
                columns.Add(await ReadAsync(() => cells.TakeAsync(number, fit, begin, found - begin, cancellationToken)).ConfigureAwait(false));
            for (var row = 0; row < found - begin; row++)
                yield return new FieldSet(names, [.. columns.Select(column => column[row])]);
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _reader.DisposeAsync();

    /// <summary>The library believes what a file says of itself: what is damaged shows as any fault, of the disk, too, where it seeks to nowhere.</summary>
    private static async Task<T> ReadAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or MlDashException))
        {
            throw Unreadable(fault.Message, "Check whether the file is Parquet and complete.", fault);
        }
    }

    private static StorageException Unreadable(string why, string action, Exception? fault = null) =>
        new("TableUnreadable", $"The table cannot be read: {why}", action, fault);
}
