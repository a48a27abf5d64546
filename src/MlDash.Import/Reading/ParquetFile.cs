using MlDash.Export;
using Parquet;
using Parquet.Data;
using Parquet.Schema;

namespace MlDash.Import.Reading;

/// <summary>A Parquet file that another program has written, read one group of rows after the other.</summary>
internal sealed class ParquetFile : IDisposable
{
    /// <summary>More rows in one group are not believed: each value is an object here.</summary>
    private const int MostRows = 4 << 20;

    private readonly FileStream _file;
    private readonly ParquetReader _reader;
    private readonly DataField[] _fields;

    private ParquetFile(FileStream file, ParquetReader reader, DataField[] fields) => (_file, _reader, _fields) = (file, reader, fields);

    /// <summary>Names of its columns; those inside another one joined by <c>/</c>.</summary>
    public IEnumerable<string> Columns => _fields.Select(leaf => leaf.Path.ToString());

    /// <summary>Opens a file.</summary>
    /// <exception cref="InvalidDataException">It is none, or damaged.</exception>
    public static ParquetFile Open(string path)
    {
        var file = SmallFile.Open(path);
        try
        {
            return Wait(path, async () =>
            {
                ParquetBounds.CheckFooter(file);
                var reader = await ParquetReader.CreateAsync(file, leaveStreamOpen: true).ConfigureAwait(false);
                return new ParquetFile(file, reader, reader.Schema.DataFields);
            });
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Its groups of rows, each of which reads the columns that are asked for.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public IEnumerable<Rows> Groups()
    {
        for (var at = 0; at < _reader.RowGroupCount; at++)
        {
            using var group = Wait(_file.Name, () => Task.FromResult(_reader.OpenRowGroupReader(at)));
            if (group.RowCount is < 0 or > MostRows)
                throw new InvalidDataException($"'{_file.Name}' says that a group of its rows has {group.RowCount} of them.");
            yield return new Rows(_file, group, _fields);
        }
    }

    public void Dispose()
    {
        Wait(_file.Name, async () =>
        {
            await _reader.DisposeAsync().ConfigureAwait(false);
            return true;
        });
        _file.Dispose();
    }

    /// <summary>Sources are read by who reads them, record by record; the library for this one has tasks alone, which a file on a disk ends at once.</summary>
    private static T Wait<T>(string path, Func<Task<T>> read)
    {
        try
        {
#pragma warning disable RS0030 // On a thread of its own, without a context to come back to.
            return Task.Run(read).GetAwaiter().GetResult();
#pragma warning restore RS0030
        }
        // The library believes what a file says of itself: what is damaged shows as any fault, of the disk, too, where it seeks to nowhere.
        catch (Exception fault)
        {
            throw new InvalidDataException($"'{path}' is not a Parquet file, or it is damaged: {fault.Message}", fault);
        }
    }

    /// <summary>A group of rows.</summary>
    internal sealed class Rows(FileStream file, ParquetRowGroupReader group, DataField[] fields)
    {
        /// <summary>How many there are.</summary>
        public int Count => (int)group.RowCount;

        /// <summary>The values of a column, one a row: null, a text, a number, a time, or an array of them. A column that is not there has none.</summary>
        /// <param name="name">Its name; what is inside another column is <c>outer/inner</c>.</param>
        public object?[] Column(string name)
        {
            var field = Array.Find(fields, one => one.Path.ToString() is var full && (full == name || full.StartsWith(name + "/", StringComparison.Ordinal)));
            return field is null ? new object?[Count] : Wait(file.Name, () => ReadAsync(field));
        }

        private async Task<object?[]> ReadAsync(DataField field)
        {
            ParquetBounds.Check(file, group, field);
            using var column = await group.ReadRawColumnDataBaseAsync(field).ConfigureAwait(false);
            return column switch
            {
                RawColumnData<ReadOnlyMemory<char>> texts => Place(field, texts, text => text.ToString()),
                RawColumnData<double> reals => Place(field, reals, real => real),
                RawColumnData<float> reals => Place(field, reals, real => (double)real),
                RawColumnData<long> whole => Place(field, whole, number => number),
                RawColumnData<int> whole => Place(field, whole, number => (long)number),
                RawColumnData<bool> flags => Place(field, flags, flag => flag),
                RawColumnData<decimal> numbers => Place(field, numbers, number => ParquetBounds.Exact(number)),
                RawColumnData<DateTime> times => Place(field, times, time => DateTime.SpecifyKind(time, DateTimeKind.Utc)),
                _ => throw new InvalidDataException($"The column '{field.Path}' has values of the type {field.ClrType.Name}."),
            };
        }

        /// <summary>Values are stored without the absent ones, and lists without their rows: two numbers a value tell where it belongs.</summary>
        private object?[] Place<T>(DataField field, RawColumnData<T> column, Func<T, object> convert)
            where T : struct
        {
            var rows = new object?[Count];
            var values = column.Values;
            var isList = field.MaxRepetitionLevel > 0;
            var definitions = field.MaxDefinitionLevel > 0 ? column.DefinitionLevels : default;
            var repetitions = isList ? column.RepetitionLevels : default;
            var (row, next) = (-1, 0);
            var list = new List<object>();
            for (var at = 0; at < (definitions.IsEmpty ? values.Length : definitions.Length); at++)
            {
                if (!isList || repetitions[at] == 0)
                {
                    End(rows, row++, list);
                    if (row >= rows.Length)
                        throw new InvalidDataException($"The column '{field.Path}' has more rows than its group.");
                }

                if (!definitions.IsEmpty && definitions[at] < field.MaxDefinitionLevel)
                    continue;
                var value = convert(values[next++]);
                if (isList)
                    list.Add(value);
                else
                    rows[row] = value;
            }

            End(rows, row, list);
            return rows;
        }

        private static void End(object?[] rows, int row, List<object> list)
        {
            if (list.Count > 0 && row >= 0)
                rows[row] = list.ToArray();
            list.Clear();
        }
    }
}
