using System.Collections;
using System.Collections.Specialized;
using System.Runtime.CompilerServices;
using System.Text;
using MlDash.Json;

namespace MlDash.Export;

/// <summary>
/// Rows on their way into a Parquet file. They wait in a temporary file, since a column has its type only when all rows are known; memory holds a group of
/// rows at most.
/// </summary>
public sealed class TableSpool : IDisposable
{
    private readonly FileStream _file = OpenTemporary();
    private readonly BinaryWriter _writer;
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<SpooledColumn> _columns = [];
    private readonly List<(int Place, ColumnKind Kind, object? Value)> _row = [];

    /// <summary>One without rows.</summary>
    public TableSpool() =>
        // Half of a surrogate pair becomes the replacement character, as in everything that is recorded.
        _writer = new BinaryWriter(_file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));

    /// <summary>A temporary file, which is gone when it is closed.</summary>
    public static FileStream OpenTemporary()
    {
        const int Buffer = 1 << 16;
        var path = Path.Combine(Path.GetTempPath(), $".mldash-{Guid.NewGuid():N}.tmp");
        return new(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, Buffer, FileOptions.DeleteOnClose);
    }

    /// <summary>Number of rows.</summary>
    public long Count { get; private set; }

    /// <summary>What the metadata of the file say: what it is, its rows, and the names and types of its columns.</summary>
    public IDictionary Describe() => new OrderedDictionary
    {
        ["kind"] = "table",
        ["rows"] = Count,
        ["columns"] = _columns.ConvertAll(column => new OrderedDictionary { ["name"] = column.Name, ["type"] = TypeOf(column.Final.Kind) }).ToArray(),
    };

    /// <summary>Adds a row.</summary>
    /// <param name="fields">Names and values, in any order; a row without a column has null in it.</param>
    /// <exception cref="ExperimentException"><c>SecretRefused</c>, <c>ValueTooDeep</c>, <c>ColumnNameEmpty</c>; then nothing of the row is kept.</exception>
    public void Add(IDictionary fields)
    {
        _row.Clear();
        for (var field = fields.GetEnumerator(); field.MoveNext();)
        {
            var name = ValueWriter.KeyText(field.Key);
            if (name.Length == 0)
                throw new ExperimentException("ColumnNameEmpty", "A row has a value without a name.", "Give each property or key a name: it becomes a column.");
            var (kind, value) = SpooledCell.Of(field.Value);
            _row.Add((PlaceOf(name), kind, value));
        }

        _writer.Write7BitEncodedInt(_row.Count);
        foreach (var (place, kind, value) in _row)
        {
            _columns[place].Take(kind, value);
            _writer.Write7BitEncodedInt(place);
            SpooledCell.Write(_writer, kind, value);
        }

        Count++;
    }

    /// <summary>Writes all rows as Parquet.</summary>
    /// <param name="target">Where to write; it must seek.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ExperimentException"><c>TableEmpty</c>: no row has a column.</exception>
    public Task WriteParquetAsync(Stream target, CancellationToken cancellationToken = default)
    {
        if (_columns.Count == 0)
            throw new ExperimentException("TableEmpty", "A table without rows cannot be saved: it has no columns.", "Give at least one row.");
        var shape = new TableShape(_columns.ConvertAll(column => column.Final), Count, null, null);
        return TableParquet.WriteAsync(RowsAsync(cancellationToken), shape, null, target, cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _writer.Dispose();
        _file.Dispose();
    }

    private static string TypeOf(ColumnKind kind) => kind switch
    {
        ColumnKind.Flag => "bool",
        ColumnKind.Whole => "long",
        ColumnKind.Real => "double",
        ColumnKind.Exact => "decimal",
        ColumnKind.Moment => "datetime",
        ColumnKind.Json => "json",
        _ => "string",
    };

    private int PlaceOf(string name)
    {
        if (_places.TryGetValue(name, out var place))
            return place;
        _columns.Add(new(name));
        return _places[name] = _columns.Count - 1;
    }

    private async IAsyncEnumerable<TableRow> RowsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _writer.Flush();
        await _file.FlushAsync(cancellationToken).ConfigureAwait(false);
        _file.Position = 0;
        string[] names = [.. _columns.Select(column => column.Name)];
        using var reader = new BinaryReader(_file, Encoding.UTF8, leaveOpen: true);
        for (var row = 0L; row < Count; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var values = new object?[names.Length];
            for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
                values[reader.Read7BitEncodedInt()] = SpooledCell.Read(reader);
            yield return new(new FieldSet(names, values));
        }
    }
}
