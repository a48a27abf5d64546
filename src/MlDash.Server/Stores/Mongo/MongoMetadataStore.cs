using MongoDB.Bson;
using MongoDB.Driver;

namespace MlDash.Server.Stores.Mongo;

/// <summary>
/// Metadata in MongoDB. Every operation is one change of one document; what is acknowledged is on a majority, and reads see only that, from the primary.
/// <c>docs/server.md</c> says what is sharded by what.
/// </summary>
internal sealed partial class MongoMetadataStore : IMetadataStore, IDisposable
{
    private const string DefaultDatabase = "mldash";

    private readonly MongoClient _client;
    private readonly IMongoCollection<BsonDocument> _documents;
    private readonly IMongoCollection<BsonDocument> _batches;
    private readonly IMongoDatabase _database;
    private readonly SemaphoreSlim _opening = new(1);
    private volatile bool _open;

    public MongoMetadataStore(string uri)
    {
        var url = MongoUrl.Create(uri);
        var settings = MongoClientSettings.FromUrl(url);
        settings.WriteConcern = WriteConcern.WMajority.With(journal: true);
        settings.ReadConcern = ReadConcern.Majority;
        settings.ReadPreference = ReadPreference.Primary;
        // Callers are told to come back rather than kept waiting; an address may set its own patience.
        if (!uri.Contains("serverSelectionTimeoutMS", StringComparison.OrdinalIgnoreCase))
            settings.ServerSelectionTimeout = TimeSpan.FromSeconds(5);
        _client = new MongoClient(settings);
        _database = _client.GetDatabase(url.DatabaseName ?? DefaultDatabase);
        _documents = _database.GetCollection<BsonDocument>(MongoSchema.Documents);
        _batches = _database.GetCollection<BsonDocument>(MongoSchema.Batches);
    }

    public string Name => "mongodb";

    public async Task<IReadOnlyList<StoredDocument>> GetAsync(string kind, IReadOnlyCollection<string> ids, CancellationToken cancel)
    {
        if (ids.Count == 0)
            return [];
        await OpenAsync(cancel);
        var found = await _documents.Find(In("_id", ids.Select(id => $"{kind}/{id}"))).ToListAsync(cancel);
        return [.. found.Select(d => DocumentOf(kind, d))];
    }

    public async Task<StoredDocument?> GetByUniqueAsync(string kind, string unique, CancellationToken cancel)
    {
        await OpenAsync(cancel);
        return await _documents.Find(new BsonDocument("u", $"{kind}/{unique}")).FirstOrDefaultAsync(cancel) is { } found ? DocumentOf(kind, found) : null;
    }

    public async Task<IReadOnlyList<StoredHead>> ListAsync(string kind, IReadOnlyCollection<string> keys, int offset, int limit, CancellationToken cancel)
    {
        if (keys.Count == 0 || limit == 0)
            return [];
        await OpenAsync(cancel);
        var sort = new BsonDocument { { "ord", -1 }, { "id", 1 } };
        var fields = new BsonDocument { { "id", 1 }, { "ord", 1 }, { "label", 1 } };
        if (keys.Count == 1)
        {
            // In the order of the index, no more than the page.
            var key = keys.First();
            var page = await _documents.Find(new BsonDocument("keys", $"{kind}/{key}")).Sort(sort).Skip(offset).Limit(limit == int.MaxValue ? null : limit).Project(fields).ToListAsync(cancel);
            return [.. page.Select(d => new StoredHead(d["id"].AsString, key, d["ord"].AsString, d["label"].AsString))];
        }
        var wanted = In("keys", keys.Select(key => $"{kind}/{key}"));
        var stages = new List<BsonDocument> { new("$match", wanted), new("$unwind", "$keys"), new("$match", wanted), new("$sort", sort), new("$skip", offset) };
        if (limit != int.MaxValue)
            stages.Add(new("$limit", limit));
        stages.Add(new("$project", new BsonDocument(fields) { { "keys", 1 } }));
        var heads = await _documents.Aggregate<BsonDocument>(stages, cancellationToken: cancel).ToListAsync(cancel);
        return [.. heads.Select(d => new StoredHead(d["id"].AsString, d["keys"].AsString[(kind.Length + 1)..], d["ord"].AsString, d["label"].AsString))];
    }

    public async Task<IReadOnlyDictionary<string, long>> CountAsync(string kind, IReadOnlyCollection<string> keys, CancellationToken cancel)
    {
        await OpenAsync(cancel);
        var wanted = In("keys", keys.Select(key => $"{kind}/{key}"));
        var counts = await _documents.Aggregate<BsonDocument>(new List<BsonDocument>
        {
            new("$match", wanted), new("$unwind", "$keys"), new("$match", wanted),
            new("$group", new BsonDocument { { "_id", "$keys" }, { "count", new BsonDocument("$sum", 1) } }),
        }, cancellationToken: cancel).ToListAsync(cancel);
        return counts.ToDictionary(c => c["_id"].AsString[(kind.Length + 1)..], c => c["count"].ToInt64());
    }

    public async Task<bool> InsertAsync(StoredDocument document, CancellationToken cancel)
    {
        await OpenAsync(cancel);
        return await OnceAsync(() => _documents.InsertOneAsync(ToBson(document, version: 1), cancellationToken: cancel));
    }

    public async Task<bool> ReplaceAsync(StoredDocument document, CancellationToken cancel)
    {
        await OpenAsync(cancel);
        var replaced = false;
        var next = ToBson(document, document.Version + 1);
        next.Remove("_id");
        var change = new BsonDocument("$set", next);
        if (document.Unique is null)
            change["$unset"] = new BsonDocument("u", 1);
        return await OnceAsync(async () =>
        {
            var result = await _documents.UpdateOneAsync(new BsonDocument { { "_id", IdOf(document.Kind, document.Id) }, { "v", document.Version } }, change, cancellationToken: cancel);
            replaced = result.MatchedCount == 1;
        }) && replaced;
    }

    public async Task DeleteAsync(string kind, string id, CancellationToken cancel)
    {
        await OpenAsync(cancel);
        await _documents.DeleteOneAsync(new BsonDocument("_id", IdOf(kind, id)), cancel);
    }

    public async Task DeleteBelowAsync(string kind, string order, CancellationToken cancel)
    {
        await OpenAsync(cancel);
        await _documents.DeleteManyAsync(new BsonDocument { { "kind", kind }, { "ord", new BsonDocument("$lt", order) } }, cancel);
    }

    public async Task CheckAsync(CancellationToken cancel)
    {
        await OpenAsync(cancel);
        await _database.RunCommandAsync<BsonDocument>(new BsonDocument("ping", 1), cancellationToken: cancel);
    }

    public void Dispose()
    {
        _client.Dispose();
        _opening.Dispose();
    }

    /// <summary>The schema is made at the first call that reaches the database, so that a server may start before it.</summary>
    private async Task OpenAsync(CancellationToken cancel)
    {
        if (_open)
            return;
        await _opening.WaitAsync(cancel);
        try
        {
            if (!_open)
                await MongoSchema.EnsureAsync(_database, cancel);
            _open = true;
        }
        finally
        {
            _opening.Release();
        }
    }

    private static string IdOf(string kind, string id) => $"{kind}/{id}";

    private static BsonDocument In(string field, IEnumerable<string> values) => new(field, new BsonDocument("$in", new BsonArray(values)));

    private static BsonDocument ToBson(StoredDocument document, long version)
    {
        var stored = new BsonDocument
        {
            { "_id", IdOf(document.Kind, document.Id) }, { "kind", document.Kind }, { "id", document.Id }, { "v", version },
            { "keys", new BsonArray(document.Keys.Select(key => $"{document.Kind}/{key}")) }, { "ord", document.Order }, { "label", document.Label },
            { "body", new BsonBinaryData(document.Body) },
        };
        // Absent, not null: only what is there has to be unique.
        if (document.Unique is not null)
            stored["u"] = $"{document.Kind}/{document.Unique}";
        return stored;
    }

    private static StoredDocument DocumentOf(string kind, BsonDocument stored) => new(
        kind, stored["id"].AsString, stored["v"].ToInt64(), stored.TryGetValue("u", out var unique) ? unique.AsString[(kind.Length + 1)..] : null,
        [.. stored["keys"].AsBsonArray.Select(key => key.AsString[(kind.Length + 1)..])], stored["ord"].AsString, stored["label"].AsString, stored["body"].AsByteArray);

    /// <summary>Whether a write was made; false when something of it has to be unique and is taken.</summary>
    private static async Task<bool> OnceAsync(Func<Task> write)
    {
        try
        {
            await write();
            return true;
        }
        catch (MongoWriteException e) when (e.WriteError?.Category == ServerErrorCategory.DuplicateKey)
        {
            return false;
        }
    }
}
