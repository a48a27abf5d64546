using Microsoft.Data.Sqlite;

namespace MlDash.Server.Stores.Sqlite;

/// <summary>The tables. <c>user_version</c> tells a release what it finds: 1 had no second lists.</summary>
internal static class SqliteSchema
{
    private const int Version = 2;
    private const string SecondLists = "ALTER TABLE documents ADD COLUMN second TEXT;";

    private const string Tables = """
        CREATE TABLE IF NOT EXISTS documents (
            kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, uniq TEXT, ord TEXT NOT NULL, label TEXT NOT NULL,
            keys TEXT NOT NULL, body BLOB NOT NULL, second TEXT);
        CREATE UNIQUE INDEX IF NOT EXISTS documents_id ON documents (kind, id);
        CREATE UNIQUE INDEX IF NOT EXISTS documents_uniq ON documents (kind, uniq) WHERE uniq IS NOT NULL;
        CREATE INDEX IF NOT EXISTS documents_ord ON documents (kind, ord);
        CREATE TABLE IF NOT EXISTS document_keys (
            kind TEXT NOT NULL, key TEXT NOT NULL, ord TEXT NOT NULL, id TEXT NOT NULL, label TEXT NOT NULL,
            PRIMARY KEY (kind, key, ord DESC, id)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS batches (
            stream TEXT NOT NULL, start INTEGER NOT NULL, count INTEGER NOT NULL, at TEXT NOT NULL, token TEXT, lines BLOB NOT NULL);
        CREATE UNIQUE INDEX IF NOT EXISTS batches_start ON batches (stream, start, count, at);
        CREATE UNIQUE INDEX IF NOT EXISTS batches_token ON batches (stream, token) WHERE token IS NOT NULL;
        CREATE INDEX IF NOT EXISTS batches_trimmed ON batches (at) WHERE length(lines) = 0;
        """;

    public static void Ensure(SqliteConnection connection)
    {
        CheckRelease(VersionOf(connection));
        // Asked again as the only one who writes: of two servers that start at once one makes the step.
        Execute(connection, "BEGIN IMMEDIATE");
        Execute(connection, $"{(VersionOf(connection) == 1 ? SecondLists : Tables)} PRAGMA user_version = {Version}; COMMIT");
    }

    /// <summary>What to say of data that can only be read once a server of this release was started on it.</summary>
    public const string EarlierRelease =
        "The database was written by an earlier release. Start a server of this release on it once, which brings it up to date.";

    /// <summary>Refuses a database that has no tables of the server, or those of an earlier release.</summary>
    public static void Require(SqliteConnection connection)
    {
        var found = VersionOf(connection);
        CheckRelease(found);
        if (found < 1)
            throw new InvalidOperationException("The database was not written by a server. Give the DATA_DIR of a server.");
        if (found < Version)
            throw new InvalidOperationException(EarlierRelease);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Every statement is made of constants of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static long VersionOf(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        return (long)command.ExecuteScalar()!;
    }

    private static void CheckRelease(long found)
    {
        if (found > Version)
            throw new InvalidOperationException(
                $"The database was written by a later release (schema {found}, this one knows {Version}). Start that release, or give another DATA_DIR.");
    }
}
