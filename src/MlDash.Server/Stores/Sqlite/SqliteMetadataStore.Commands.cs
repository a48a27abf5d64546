using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace MlDash.Server.Stores.Sqlite;

internal sealed partial class SqliteMetadataStore
{
    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        return connection;
    }

    private async Task<List<T>> QueryAsync<T>(string sql, Func<SqliteDataReader, T> read, CancellationToken cancellationToken, params object?[] values)
    {
        using var connection = Open();
        using var command = Command(connection, sql, values);
        using var rows = await command.ExecuteReaderAsync(cancellationToken);
        return ReadAll(rows, read);
    }

    private static List<T> Query<T>(SqliteConnection connection, string sql, Func<SqliteDataReader, T> read, params object?[] values)
    {
        using var command = Command(connection, sql, values);
        using var rows = command.ExecuteReader();
        return ReadAll(rows, read);
    }

    private static int Execute(SqliteConnection connection, string sql, params object?[] values)
    {
        using var command = Command(connection, sql, values);
        return command.ExecuteNonQuery();
    }

    // Values are only ever bound ($1, $2 …), never made part of the statement.
    private static SqliteCommand Command(SqliteConnection connection, string sql, params object?[] values)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Every statement is a constant of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 0; i < values.Length; i++)
            command.Parameters.AddWithValue($"${i + 1}", values[i] ?? DBNull.Value);
        return command;
    }

    private static List<T> ReadAll<T>(SqliteDataReader rows, Func<SqliteDataReader, T> read)
    {
        var all = new List<T>();
        while (rows.Read())
            all.Add(read(rows));
        return all;
    }

    private static string JsonArray(IReadOnlyCollection<string> texts) => JsonSerializer.Serialize([.. texts], SqliteJson.Default.StringArray);
}
