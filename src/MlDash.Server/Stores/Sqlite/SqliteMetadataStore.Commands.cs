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

    // The library has no asynchronous reads: the task of a query is always over when it is answered.
    private Task<List<T>> QueryAsync<T>(string sql, Func<SqliteDataReader, T> read, CancellationToken cancellationToken, params object?[] values)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<List<T>>(cancellationToken);
        using var loan = _readers.Borrow();
        return Task.FromResult(loan.Session.Query(sql, read, values));
    }

    private static string JsonArray(IReadOnlyCollection<string> texts) => JsonSerializer.Serialize([.. texts], SqliteJson.Default.StringArray);
}
