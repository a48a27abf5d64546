using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace MlDash.Server.Stores.Sqlite;

/// <summary>Metadata in one SQLite file in WAL mode: readers never wait for the writer.</summary>
internal sealed partial class SqliteMetadataStore : IMetadataStore, IDisposable
{
    // No kind of document: nothing that lists or moves documents sees it.
    private const string ProbeKind = "probe";
    private const int ProbeBytes = 64 * 1024;
    private const string Columns = "id, version, uniq, ord, label, keys, body, second";

    // Above every order: the last of all code points.
    private const string AboveAll = "\U0010FFFF";
    private static readonly TimeSpan _isProof = TimeSpan.FromSeconds(1);
    private readonly string _connectionString;
    private readonly SqliteReaders _readers;
    private readonly SqliteWriter? _writer;

    /// <summary>Opens the database, and makes it when there is none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="largestPages">The most pages of 4 KiB it may grow to; without limit when absent.</param>
    public SqliteMetadataStore(string path, int? largestPages = null)
    {
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 30, Pooling = false }.ToString();
        _readers = new SqliteReaders(() => new SqliteSession(Open()));
        var connection = Open();
        using (var command = connection.CreateCommand())
        {
            // FULL: what was acknowledged survives a power cut, not only a killed process.
            // A checkpoint each 16 MB instead of 4: it syncs twice, and what was written again in between is copied once.
            command.CommandText =
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864; PRAGMA wal_autocheckpoint = 4000;";
            if (largestPages is not null)
                command.CommandText += $"PRAGMA max_page_count = {largestPages};";
            command.ExecuteNonQuery();
        }
        SqliteSchema.Ensure(connection);
        _writer = new SqliteWriter(new SqliteSession(connection));
    }

    private SqliteMetadataStore(string path, SqliteOpenMode mode)
    {
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 30, Mode = mode, Pooling = false }.ToString();
        _readers = new SqliteReaders(() => new SqliteSession(Open()));
        using var connection = Open();
        SqliteSchema.Require(connection);
    }

    /// <summary>Opens a database that is there, for reading alone: nothing in its file changes.</summary>
    public static SqliteMetadataStore OpenToRead(string path) => new(path, SqliteOpenMode.ReadOnly);

    public string Name => "sqlite";

    private SqliteWriter Writer => _writer ?? throw new InvalidOperationException("This database was opened read-only.");

    public async Task<IReadOnlyList<StoredDocument>> GetAsync(string kind, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        const string Of = $"SELECT {Columns} FROM documents WHERE kind = $1 AND id ";
        return ids.Count switch
        {
            0 => [],
            1 => await QueryAsync(Of + "= $2", row => DocumentOf(kind, row), cancellationToken, kind, ids.First()),
            _ => await QueryAsync(Of + "IN (SELECT value FROM json_each($2))", row => DocumentOf(kind, row), cancellationToken, kind, JsonArray(ids)),
        };
    }

    public async Task<StoredDocument?> GetByUniqueAsync(string kind, string unique, CancellationToken cancellationToken)
    {
        const string Sql = $"SELECT {Columns} FROM documents WHERE kind = $1 AND uniq = $2";
        return (await QueryAsync(Sql, row => DocumentOf(kind, row), cancellationToken, kind, unique)).FirstOrDefault();
    }

    public async Task<IReadOnlyList<StoredHead>> ListAsync(
        string kind, IReadOnlyCollection<string> keys, int offset, int limit, CancellationToken cancellationToken)
    {
        const string Of = "SELECT id, key, ord, label FROM document_keys WHERE kind = $1 AND key ";
        const string Page = " ORDER BY ord DESC, id LIMIT $3 OFFSET $4";

        // One key is read in the order of the index; several have to be sorted.
        return keys.Count switch
        {
            0 => [],
            1 => await QueryAsync(Of + "= $2" + Page, HeadOf, cancellationToken, kind, keys.First(), limit, offset),
            _ => await QueryAsync(Of + "IN (SELECT value FROM json_each($2))" + Page, HeadOf, cancellationToken, kind, JsonArray(keys), limit, offset),
        };
    }

    public async Task<IReadOnlyList<StoredHead>> ListFromAsync(string kind, ListStretch stretch, int limit, CancellationToken cancellationToken)
    {
        const string Sql = """
            SELECT id, key, ord, label FROM document_keys WHERE kind = $1 AND key = $2 AND ord <= $3 AND (ord < $3 OR id > $4) AND ord >= $5
            ORDER BY ord DESC, id LIMIT $6
            """;
        return await QueryAsync(
            Sql, HeadOf, cancellationToken, kind, stretch.Key, stretch.After?.Order ?? AboveAll, stretch.After?.Id ?? "", stretch.Lowest ?? "", limit);
    }

    public async Task<IReadOnlyDictionary<string, long>> CountAsync(string kind, IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        const string Sql = "SELECT key, count(*) FROM document_keys WHERE kind = $1 AND key IN (SELECT value FROM json_each($2)) GROUP BY key";
        var counts = await QueryAsync(Sql, row => (Key: row.GetString(0), Count: row.GetInt64(1)), cancellationToken, kind, JsonArray(keys));
        return counts.ToDictionary(c => c.Key, c => c.Count);
    }

    public Task<bool> InsertAsync(StoredDocument document, CancellationToken cancellationToken) =>
        RestoreAsync(document with { Version = 1 }, cancellationToken);

    public Task<bool> RestoreAsync(StoredDocument document, CancellationToken cancellationToken) => Writer.RunAsync(session =>
    {
        var added = session.Execute(
            $"INSERT INTO documents (kind, {Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
            document.Kind, document.Id, document.Version, document.Unique, document.Order, document.Label, JsonArray(document.Keys), document.Body,
            SecondOf(document)) == 1;
        if (added)
        {
            AddKeys(session, document, document.Keys, document.Order);
            AddKeys(session, document, document.Second?.Keys ?? [], document.Second?.Order);
        }
        return added;
    }, cancellationToken);

    public Task<bool> ReplaceAsync(StoredDocument document, CancellationToken cancellationToken) => Writer.RunAsync(session =>
    {
        var found = session.Query("SELECT ord, label, keys, second FROM documents WHERE kind = $1 AND id = $2 AND version = $3",
            row => (Order: row.GetString(0), Label: row.GetString(1), Keys: row.GetString(2), Second: TextOrNull(row, 3)),
            document.Kind, document.Id, document.Version);
        if (found.Count == 0)
            return false;
        var (before, keys, second) = (found[0], JsonArray(document.Keys), SecondOf(document));
        var replaced = session.Execute("""
            UPDATE OR IGNORE documents SET version = version + 1, uniq = $1, ord = $2, label = $3, keys = $4, body = $5, second = $6
            WHERE kind = $7 AND id = $8
            """,
            document.Unique, document.Order, document.Label, keys, document.Body, second, document.Kind, document.Id) == 1;
        if (replaced && (before.Order, before.Label, before.Keys) != (document.Order, document.Label, keys))
        {
            RemoveKeys(session, document.Kind, document.Id, before.Order, before.Keys);
            AddKeys(session, document, document.Keys, document.Order);
        }
        if (replaced && (before.Label, before.Second) != (document.Label, second))
        {
            RemoveSecond(session, document.Kind, document.Id, before.Second);
            AddKeys(session, document, document.Second?.Keys ?? [], document.Second?.Order);
        }
        return replaced;
    }, cancellationToken);

    public Task DeleteAsync(string kind, string id, CancellationToken cancellationToken) => Writer.RunAsync(session =>
        Delete(session, "kind = $1 AND id = $2", kind, id), cancellationToken);

    public Task DeleteBelowAsync(string kind, string order, CancellationToken cancellationToken) => Writer.RunAsync(session =>
        Delete(session, "kind = $1 AND ord < $2", kind, order), cancellationToken);

    public async IAsyncEnumerable<StoredDocument> DocumentsAsync(string kind, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const string Sql = $"SELECT {Columns} FROM documents WHERE kind = $1 AND id > $2 ORDER BY id LIMIT 200";
        var after = "";
        while (true)
        {
            var page = await QueryAsync(Sql, row => DocumentOf(kind, row), cancellationToken, kind, after);
            foreach (var document in page)
                yield return document;
            if (page.Count == 0)
                yield break;
            after = page[^1].Id;
        }
    }

    // Reads still work when the disk is full, so a write says whether writes work. Where one was committed a moment ago it has said so already.
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await QueryAsync("SELECT 1 FROM documents LIMIT 1", row => row.GetInt32(0), cancellationToken);
        if (_writer is null || _writer.SinceCommit < _isProof)
            return;
        var probe = new StoredDocument(ProbeKind, ProbeKind, 1, null, [], "", "", new byte[ProbeBytes]);
        await RestoreAsync(probe, cancellationToken);
        await DeleteAsync(ProbeKind, ProbeKind, cancellationToken);
    }

    public void Dispose()
    {
        _writer?.Dispose();
        _readers.Dispose();
    }

    private static int Delete(SqliteSession session, string where, params object[] values)
    {
        var gone = session.Query($"DELETE FROM documents WHERE {where} RETURNING kind, id, ord, keys, second",
            row => (Kind: row.GetString(0), Id: row.GetString(1), Order: row.GetString(2), Keys: row.GetString(3), Second: TextOrNull(row, 4)), values);
        foreach (var (kind, id, order, keys, second) in gone)
        {
            RemoveKeys(session, kind, id, order, keys);
            RemoveSecond(session, kind, id, second);
        }
        return gone.Count;
    }

    private static void AddKeys(SqliteSession session, StoredDocument document, IReadOnlyList<string> keys, string? order)
    {
        foreach (var key in keys)
            session.Execute("INSERT OR REPLACE INTO document_keys (kind, key, ord, id, label) VALUES ($1, $2, $3, $4, $5)",
                document.Kind, key, order, document.Id, document.Label);
    }

    private static void RemoveSecond(SqliteSession session, string kind, string id, string? second)
    {
        if (SecondListsOf(second) is { } lists)
            RemoveKeys(session, kind, id, lists.Order, JsonArray(lists.Keys));
    }

    private static void RemoveKeys(SqliteSession session, string kind, string id, string order, string keys) => session.Execute(
        "DELETE FROM document_keys WHERE kind = $1 AND key IN (SELECT value FROM json_each($2)) AND ord = $3 AND id = $4", kind, keys, order, id);

    private static StoredDocument DocumentOf(string kind, SqliteDataReader row) => new(
        kind, row.GetString(0), row.GetInt64(1), TextOrNull(row, 2),
        JsonSerializer.Deserialize(row.GetString(5), SqliteJson.Default.StringArray)!, row.GetString(3), row.GetString(4), row.GetFieldValue<byte[]>(6))
    {
        Second = SecondListsOf(TextOrNull(row, 7)),
    };

    private static StoredHead HeadOf(SqliteDataReader row) => new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3));

    private static string? TextOrNull(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    // One array: the order, then the keys.
    private static string? SecondOf(StoredDocument document) => document.Second is { } second ? JsonArray([second.Order, .. second.Keys]) : null;

    private static SecondLists? SecondListsOf(string? second) =>
        second is not null && JsonSerializer.Deserialize(second, SqliteJson.Default.StringArray) is [var order, .. var keys] ? new(keys, order) : null;
}
