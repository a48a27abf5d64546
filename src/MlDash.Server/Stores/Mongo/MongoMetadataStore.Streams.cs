using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using MlDash.Server.Diagnostics;
using MongoDB.Bson;
using MongoDB.Driver;

namespace MlDash.Server.Stores.Mongo;

/// <content>
/// Streams: one document a batch, at the place where the batch before it ends. The insert itself claims the place, so a server that dies leaves either
/// the batch or nothing: there is no counter that could run ahead, and no gap.
/// </content>
internal sealed partial class MongoMetadataStore
{
    private const int MostLinesInOne = 2000;
    private const int MostBytesInOne = 8 << 20;
    private const int AskedAtOnce = 16;
    private static readonly BsonDocument _absent = new("$exists", false);

    public async Task<long> AppendAsync(string stream, NewBatch batch, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        var place = PlaceOf(stream);
        var parts = PartsOf(batch.Count, batch.Lines);
        if (parts is [var whole])
            return await InsertAsync(place, whole, batch.At, batch.Token, cancellationToken);
        // The token itself stands for a whole batch: this one came from a store that keeps it under one.
        if (batch.Token is not null && await FindTokenAsync(place, batch.Token, cancellationToken) is { } restored)
            return restored;
        var first = -1L;
        for (var i = 0; i < parts.Count; i++)
        {
            // Each part has a token of its own, so that a repeat continues where a server died.
            var start = await InsertAsync(place, parts[i], batch.At, batch.Token is null ? null : $"{batch.Token}#{i}", cancellationToken);
            if (i == 0)
                first = start;
            CrashPoint.Pass("batch.part");
        }
        return first;
    }

    public async IAsyncEnumerable<string> StreamsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        var after = "";
        // From one stream to the next by the index: what lies between is never read.
        while (await _batches.Find(new BsonDocument("s", new BsonDocument("$gt", after))).Sort(new BsonDocument("s", 1)).Limit(1)
            .Project(new BsonDocument { { "_id", 0 }, { "s", 1 } }).FirstOrDefaultAsync(cancellationToken) is { } next)
        {
            after = next["s"].AsString;
            yield return after[(after.IndexOf('/', StringComparison.Ordinal) + 1)..];
        }
    }

    public async Task RestoreAsync(string stream, StoredBatch batch, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        var place = PlaceOf(stream);
        if (batch.IsTrimmed)
        {
            var kept = ToBson(place, batch.Start, (batch.Count, batch.Lines), batch.At, batch.Token);
            kept.Remove("lines");
            kept["gone"] = batch.At;
            await OnceAsync(() => _batches.InsertOneAsync(kept, cancellationToken: cancellationToken));
            return;
        }
        var (at, token) = (batch.Start, batch.Token);
        foreach (var part in PartsOf(batch.Count, batch.Lines))
        {
            await OnceAsync(() => _batches.InsertOneAsync(ToBson(place, at, part, batch.At, token), cancellationToken: cancellationToken));
            (at, token) = (at + part.Count, null);
            CrashPoint.Pass("batch.part");
        }
    }

    public async IAsyncEnumerable<StoredBatch> ReadAsync(string stream, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        var place = PlaceOf(stream);
        var holding = await _batches.Find(new BsonDocument { { "s", place }, { "n", new BsonDocument("$lte", from) } })
            .Sort(new BsonDocument("n", -1)).Limit(1).Project(new BsonDocument("n", 1)).FirstOrDefaultAsync(cancellationToken);
        var range = new BsonDocument { { "$gte", holding is null ? 0 : holding["n"].ToInt64() }, { "$lt", to } };
        await foreach (var batch in BatchesAsync(new BsonDocument { { "s", place }, { "n", range }, { "gone", _absent } }, cancellationToken))
        {
            if (batch.Start + batch.Count > from)
                yield return batch;
        }
    }

    public async IAsyncEnumerable<StoredBatch> TrimmedAsync(string stream, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        var range = new BsonDocument { { "$gte", from }, { "$lt", to } };
        await foreach (var batch in BatchesAsync(
            new BsonDocument { { "s", PlaceOf(stream) }, { "n", range }, { "gone", new BsonDocument("$exists", true) } }, cancellationToken))
            yield return batch;
    }

    public async Task<IReadOnlyDictionary<string, StreamEnd>> EndsAsync(IReadOnlyCollection<string> streams, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        var ends = new Dictionary<string, StreamEnd>(StringComparer.Ordinal);
        foreach (var together in streams.Distinct().Chunk(AskedAtOnce))
        {
            var found = await Task.WhenAll(together.Select(async stream => (Stream: stream, Last: await LastAsync(PlaceOf(stream), cancellationToken))));
            foreach (var (stream, last) in found)
            {
                if (last is not null)
                    ends[stream] = new StreamEnd(last["e"].ToInt64(), last["at"].AsString);
            }
        }
        return ends;
    }

    public async Task TrimAsync(string stream, long from, long before, string since, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        var place = PlaceOf(stream);
        if (await LastAsync(place, cancellationToken) is not { } last)
            return;
        // Not from where it was trimmed to: the batch before that may have been the last one then, and have stayed.
        var first = await LastAsync(place, cancellationToken, below: from);
        var range = new BsonDocument { { "$gte", first?["n"].ToInt64() ?? 0 }, { "$lt", Math.Min(before, last["n"].ToInt64()) } };
        BsonDocument those = new() { { "s", place }, { "n", range }, { "e", new BsonDocument("$lte", before) }, { "gone", _absent } };
        var old = new BsonArray { new BsonDocument("t", _absent), new BsonDocument("at", new BsonDocument("$lte", since)) };
        await _batches.DeleteManyAsync(new BsonDocument(those) { { "$or", old } }, cancellationToken);
        // One change of many documents sets the same in all of them, so they are forgotten together, when the youngest may be.
        var youngest =
            await _batches.Find(those).Sort(new BsonDocument("n", -1)).Limit(1).Project(new BsonDocument("at", 1)).FirstOrDefaultAsync(cancellationToken);
        if (youngest is not null)
        {
            await _batches.UpdateManyAsync(
                those, new BsonDocument
                {
                    { "$set", new BsonDocument("gone", youngest["at"]) },
                    { "$unset", new BsonDocument("lines", 1) }
                }, cancellationToken: cancellationToken);
        }
    }

    public async Task ForgetTrimmedAsync(string since, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        await _batches.DeleteManyAsync(new BsonDocument("gone", new BsonDocument("$lte", since)), cancellationToken);
    }

    public async Task DeleteStreamAsync(string stream, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        await _batches.DeleteManyAsync(new BsonDocument("s", PlaceOf(stream)), cancellationToken);
    }

    private async IAsyncEnumerable<StoredBatch> BatchesAsync(BsonDocument those, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var cursor = await _batches.Find(those).Sort(new BsonDocument("n", 1)).ToCursorAsync(cancellationToken);
        while (await cursor.MoveNextAsync(cancellationToken))
        {
            foreach (var stored in cursor.Current)
            {
                yield return new StoredBatch(stored["n"].ToInt64(), (int)(stored["e"].ToInt64() - stored["n"].ToInt64()), stored["at"].AsString,
                    stored.TryGetValue("lines", out var lines) ? lines.AsByteArray : [], stored.TryGetValue("t", out var token) ? token.AsString : null);
            }
        }
    }

    /// <summary>Puts one part behind the last one; when another server was faster, behind that.</summary>
    private async Task<long> InsertAsync(string place, (int Count, byte[] Lines) part, string at, string? token, CancellationToken cancellationToken)
    {
        while (true)
        {
            var end = await LastAsync(place, cancellationToken) is { } last ? last["e"].ToInt64() : 0;
            // Looked up after the end was: a twin that got in before is seen here, one that gets in later takes the place from this insert.
            if (token is not null && await FindTokenAsync(place, token, cancellationToken) is { } twin)
                return twin;
            if (await OnceAsync(() => _batches.InsertOneAsync(ToBson(place, end, part, at, token), cancellationToken: cancellationToken)))
                return end;
        }
    }

    private static BsonDocument ToBson(string place, long start, (int Count, byte[] Lines) part, string at, string? token)
    {
        var batch = new BsonDocument
        {
            {
                "_id",
                $"{place}#{start:D19}"
            }, { "s", place }, { "n", start }, { "e", start + part.Count }, { "at", at }, { "lines", new BsonBinaryData(part.Lines) },
        };
        if (token is not null)
            batch["t"] = token;
        return batch;
    }

    private async Task<long?> FindTokenAsync(string place, string token, CancellationToken cancellationToken) =>
        await _batches.Find(new BsonDocument { { "s", place }, { "t", token } })
            .Project(new BsonDocument("n", 1))
            .FirstOrDefaultAsync(cancellationToken) is { } found
            ? found["n"].ToInt64() : null;

    /// <summary>The last batch, or the last one that begins below an index.</summary>
    private Task<BsonDocument?> LastAsync(string place, CancellationToken cancellationToken, long below = long.MaxValue) =>
        _batches.Find(new BsonDocument { { "s", place }, { "n", new BsonDocument("$lt", below) } }).Sort(new BsonDocument("n", -1)).Limit(1)
            .Project(new BsonDocument { { "n", 1 }, { "e", 1 }, { "at", 1 } }).FirstOrDefaultAsync(cancellationToken)!;

    /// <summary>Streams made one after the other have ids that rise; two digits in front spread them over the shards.</summary>
    private static string PlaceOf(string stream) => $"{SHA256.HashData(Encoding.UTF8.GetBytes(stream))[0]:x2}/{stream}";

    /// <summary>A document is bounded, so a giant batch becomes several.</summary>
    private static List<(int Count, byte[] Lines)> PartsOf(int count, byte[] lines)
    {
        if (count <= MostLinesInOne && lines.Length <= MostBytesInOne)
            return [(count, lines)];
        var parts = new List<(int, byte[])>();
        var part = new List<ReadOnlyMemory<byte>>();
        var bytes = 0;
        foreach (var line in Lines.Split(lines))
        {
            if (part.Count == MostLinesInOne || (part.Count > 0 && bytes + line.Length > MostBytesInOne))
            {
                parts.Add((part.Count, Lines.Join(part)));
                part.Clear();
                bytes = 0;
            }
            part.Add(line);
            bytes += line.Length;
        }
        parts.Add((part.Count, Lines.Join(part)));
        return parts;
    }
}
