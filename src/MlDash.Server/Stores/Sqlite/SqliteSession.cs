using Microsoft.Data.Sqlite;

namespace MlDash.Server.Stores.Sqlite;

/// <summary>
/// A connection with its statements. Each is compiled at its first use and kept: compiling one takes longer than most of them run. For one thread at a time,
/// which reads the rows of a statement before it runs the same one again.
/// </summary>
internal sealed class SqliteSession(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _statements = new(StringComparer.Ordinal);

    public List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params object?[] values)
    {
        using var rows = Statement(sql, values).ExecuteReader();
        var all = new List<T>();
        while (rows.Read())
            all.Add(read(rows));
        return all;
    }

    public int Execute(string sql, params object?[] values) => Statement(sql, values).ExecuteNonQuery();

    /// <summary>A statement, its values in place. Values are only ever bound ($1, $2 …), never made part of it.</summary>
    public SqliteCommand Statement(string sql, params object?[] values)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            statement = connection.CreateCommand();
#pragma warning disable CA2100 // Every statement is made of constants of the store.
            statement.CommandText = sql;
#pragma warning restore CA2100
            for (var i = 0; i < values.Length; i++)
                statement.Parameters.Add(new SqliteParameter { ParameterName = $"${i + 1}" });
            _statements[sql] = statement;
        }
        for (var i = 0; i < values.Length; i++)
            statement.Parameters[i].Value = values[i] ?? DBNull.Value;
        return statement;
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        connection.Dispose();
    }
}
