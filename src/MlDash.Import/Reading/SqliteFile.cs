using Microsoft.Data.Sqlite;

namespace MlDash.Import.Reading;

/// <summary>
/// A SQLite database of another program, read only. Only real tables count: a view could compute without end. What SQLite itself refuses is
/// <see cref="InvalidDataException"/>.
/// </summary>
internal sealed class SqliteFile : IDisposable
{
    private const int Busy = 5;
    private const int Locked = 6;

    private static readonly byte[] _magic = "SQLite format 3\0"u8.ToArray();

    private readonly string _path;
    private readonly SqliteConnection _connection;

    private SqliteFile(string path)
    {
        _path = path;
        _connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false, DefaultTimeout = 5 }.ConnectionString);
        try
        {
            _connection.Open();
            using var limits = _connection.CreateCommand();
            limits.CommandText = "PRAGMA trusted_schema = OFF; PRAGMA query_only = ON; PRAGMA cell_size_check = ON;";
            limits.ExecuteNonQuery();
            Tables = Rows("SELECT name FROM sqlite_master WHERE type = 'table'").Select(row => (string)row[0]!).ToHashSet(StringComparer.Ordinal);
        }
        catch (Exception fault)
        {
            _connection.Dispose();
            throw fault is SqliteException refused ? Refused(refused) : fault;
        }
    }

    /// <summary>Names of its tables.</summary>
    public IReadOnlySet<string> Tables { get; }

    /// <summary>Whether a file begins as databases do.</summary>
    public static bool IsDatabase(string path)
    {
        try
        {
            using var file = SmallFile.Open(path);
            var begin = new byte[_magic.Length];
            return file.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false) == begin.Length && begin.AsSpan().SequenceEqual(_magic);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Whether a file is a database with tables of these names.</summary>
    /// <exception cref="InvalidDataException">It is a database, but locked or damaged.</exception>
    public static bool Holds(string path, params string[] tables)
    {
        if (!IsDatabase(path))
            return false;
        using var database = new SqliteFile(path);
        return tables.All(database.Tables.Contains);
    }

    /// <summary>Opens a database.</summary>
    /// <exception cref="InvalidDataException">It is locked or damaged.</exception>
    public static SqliteFile Open(string path) => new(path);

    /// <summary>Names of the columns of a table that is there.</summary>
    public IReadOnlySet<string> Columns(string table) =>
        Rows("SELECT name FROM pragma_table_info($0)", table).Select(row => (string)row[0]!).ToHashSet(StringComparer.Ordinal);

    /// <summary>Rows of a question, each as soon as it is read: texts, numbers, bytes or null.</summary>
    /// <param name="sql">The question; its parameters are <c>$0</c>, <c>$1</c> …</param>
    /// <param name="values">Their values.</param>
    /// <exception cref="InvalidDataException">The database is locked or damaged.</exception>
    public IEnumerable<object?[]> Rows(string sql, params object[] values)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var at = 0; at < values.Length; at++)
            command.Parameters.AddWithValue($"${at}", values[at]);
        using var reader = Try(command.ExecuteReader);
        while (Try(reader.Read))
        {
            yield return Try(() =>
            {
                var row = new object?[reader.FieldCount];
                for (var at = 0; at < row.Length; at++)
                    row[at] = reader.IsDBNull(at) ? null : reader.GetValue(at);
                return row;
            });
        }
    }

    public void Dispose() => _connection.Dispose();

    private T Try<T>(Func<T> step)
    {
        try
        {
            return step();
        }
        catch (SqliteException fault)
        {
            throw Refused(fault);
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException($"The database '{_path}' is damaged: {fault.Message}", fault);
        }
    }

    private InvalidDataException Refused(SqliteException fault) => new(
        fault.SqliteErrorCode is Busy or Locked
            ? $"The database '{_path}' is locked by another program. Import it again when that program has ended."
            : $"The database '{_path}' is damaged or cannot be read: {fault.Message}",
        fault);
}
