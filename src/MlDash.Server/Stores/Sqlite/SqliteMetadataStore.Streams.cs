using System.Runtime.CompilerServices;

namespace MlDash.Server.Stores.Sqlite;

internal sealed partial class SqliteMetadataStore
{
    private const int MostLinesInARow = 2000;

    public Task<long> AppendAsync(string stream, NewBatch batch, CancellationToken cancellationToken) => Writer.RunAsync(session =>
    {
        if (batch.Token is not null)
        {
            var seen = session.Query("SELECT start FROM batches WHERE stream = $1 AND token = $2", row => row.GetInt64(0), stream, batch.Token);
            if (seen.Count > 0)
                return seen[0];
        }
        // All rows of a batch are one atomic change; the first one carries the token.
        var starts = RowsOf(batch).Select((row, i) => session.Query("""
            INSERT INTO batches (stream, start, count, at, token, lines)
            VALUES ($1, coalesce((SELECT start + count FROM batches WHERE stream = $1 ORDER BY start DESC LIMIT 1), 0), $2, $3, $4, $5)
            RETURNING start
            """, found => found.GetInt64(0), stream, row.Count, batch.At, i == 0 ? batch.Token : null, row.Lines)[0]);
        return starts.ToList()[0];
    }, cancellationToken);

    public IAsyncEnumerable<StoredBatch> ReadAsync(string stream, long from, long to, CancellationToken cancellationToken) => BatchesAsync("""
        SELECT start, count, at, lines, token FROM batches WHERE stream = $1
        AND start >= coalesce((SELECT max(start) FROM batches WHERE stream = $1 AND start <= $2), 0) AND start < $3 AND start + count > $2
        AND length(lines) > 0 ORDER BY start
        """, stream, from, to, cancellationToken);

    public IAsyncEnumerable<StoredBatch> TrimmedAsync(string stream, long from, long to, CancellationToken cancellationToken) => BatchesAsync("""
        SELECT start, count, at, lines, token FROM batches WHERE stream = $1 AND start >= $2 AND start < $3 AND length(lines) = 0 ORDER BY start
        """, stream, from, to, cancellationToken);

    public async Task<IReadOnlyDictionary<string, StreamEnd>> EndsAsync(IReadOnlyCollection<string> streams, CancellationToken cancellationToken)
    {
        const string Sql = """
            SELECT s.value, b.start + b.count, b.at FROM json_each($1) s
            JOIN batches b ON b.stream = s.value AND b.start = (SELECT max(start) FROM batches WHERE stream = s.value)
            """;
        var ends = await QueryAsync(Sql, row => (Stream: row.GetString(0), End: new StreamEnd(row.GetInt64(1), row.GetString(2))), cancellationToken,
            JsonArray([.. streams.Distinct()]));
        return ends.ToDictionary(e => e.Stream, e => e.End);
    }

    public Task TrimAsync(string stream, long from, long before, string since, CancellationToken cancellationToken) => Writer.RunAsync(session =>
    {
        // Not from where it was trimmed to: the batch before that may have been the last one then, and have stayed.
        const string Those = """
            stream = $1 AND start >= coalesce((SELECT max(start) FROM batches WHERE stream = $1 AND start < $2), 0)
            AND start < (SELECT max(start) FROM batches WHERE stream = $1) AND start < $3 AND start + count <= $3
            """;
        return session.Execute($"DELETE FROM batches WHERE {Those} AND (token IS NULL OR at <= $4)", stream, from, before, since)
            + session.Execute($"UPDATE batches SET lines = x'' WHERE {Those} AND length(lines) > 0", stream, from, before);
    }, cancellationToken);

    public Task ForgetTrimmedAsync(string since, CancellationToken cancellationToken) => Writer.RunAsync(session =>
        session.Execute("DELETE FROM batches WHERE length(lines) = 0 AND at <= $1", since), cancellationToken);

    public async IAsyncEnumerable<string> StreamsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // From one name to the next by the index: what lies between is never read.
        const string Sql = "SELECT min(stream) FROM batches WHERE stream > $1";
        for (var after = ""; (await QueryAsync(
            Sql, row => row.IsDBNull(0) ? null : row.GetString(0), cancellationToken, after))[0] is { } stream; after = stream)
            yield return stream;
    }

    public Task RestoreAsync(string stream, StoredBatch batch, CancellationToken cancellationToken) => Writer.RunAsync(session => session.Execute(
        "INSERT INTO batches (stream, start, count, at, token, lines) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        stream, batch.Start, batch.Count, batch.At, batch.Token, batch.Lines), cancellationToken);

    private async IAsyncEnumerable<StoredBatch> BatchesAsync(
        string sql, string stream, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var loan = _readers.Borrow();
        using var row = await loan.Session.Statement(sql, stream, from, to).ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            yield return new StoredBatch(
                row.GetInt64(0), row.GetInt32(1), row.GetString(2), row.GetFieldValue<byte[]>(3), row.IsDBNull(4) ? null : row.GetString(4));
    }

    // A reader loads whole rows: a giant batch is laid down in small ones.
    private static IEnumerable<(int Count, byte[] Lines)> RowsOf(NewBatch batch) => batch.Count <= MostLinesInARow
        ? [(batch.Count, batch.Lines)]
        : Lines.Split(batch.Lines).Chunk(MostLinesInARow).Select(lines => (lines.Length, Lines.Join(lines)));

    public Task DeleteStreamAsync(string stream, CancellationToken cancellationToken) => Writer.RunAsync(session =>
        session.Execute("DELETE FROM batches WHERE stream = $1", stream), cancellationToken);
}
