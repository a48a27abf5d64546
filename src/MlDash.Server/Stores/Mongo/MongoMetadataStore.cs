using System.Runtime.CompilerServices;
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

    /// <summary>Documents that a walk over a collection asks for at once.</summary>
    private const int PageSize = 200;

    private readonly MongoClient _client;
    private readonly Dictionary<string, IMongoCollection<BsonDocument>> _collections;
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
        // Callers get an error and try again, rather than being kept waiting; an address may set its own patience.
        if (!uri.Contains("serverSelectionTimeoutMS", StringComparison.OrdinalIgnoreCase))
            settings.ServerSelectionTimeout = TimeSpan.FromSeconds(5);
        _client = new MongoClient(settings);
        _database = _client.GetDatabase(url.DatabaseName ?? DefaultDatabase);
        _collections = MongoSchema.Collections.ToDictionary(c => c.Kind, c => _database.GetCollection<BsonDocument>(c.Name), StringComparer.Ordinal);
        _batches = _database.GetCollection<BsonDocument>(MongoSchema.Batches);
    }

    public string Name => "mongodb";

    public async Task<IReadOnlyList<StoredDocument>> GetAsync(string kind, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
            return [];
        await OpenAsync(cancellationToken);
        var found = await _collections[kind].Find(In("_id", ids)).ToListAsync(cancellationToken);
        return [.. found.Select(d => DocumentOf(kind, d))];
    }

    public async Task<StoredDocument?> GetByUniqueAsync(string kind, string unique, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        return await _collections[kind].Find(new BsonDocument("u", unique)).FirstOrDefaultAsync(cancellationToken) is { } found
            ? DocumentOf(kind, found)
            : null;
    }

    public async Task<IReadOnlyList<StoredHead>> ListAsync(
        string kind, IReadOnlyCollection<string> keys, int offset, int limit, CancellationToken cancellationToken)
    {
        if (keys.Count == 0 || limit == 0)
            return [];
        await OpenAsync(cancellationToken);
        var sort = new BsonDocument { { "ord", -1 }, { "_id", 1 } };
        var fields = new BsonDocument { { "ord", 1 }, { "label", 1 } };
        if (keys.Count == 1)
        {
            // In the order of the index, no more than the page.
            var key = keys.First();
            var page = await _collections[kind]
                .Find(new BsonDocument("keys", key))
                .Sort(sort)
                .Skip(offset)
                .Limit(limit == int.MaxValue ? null : limit)
                .Project(fields)
                .ToListAsync(cancellationToken);
            return [.. page.Select(d => new StoredHead(d["_id"].AsString, key, d["ord"].AsString, d["label"].AsString))];
        }
        var wanted = In("keys", keys);
        var stages = new List<BsonDocument> { new("$match", wanted), new("$unwind", "$keys"), new("$match", wanted), new("$sort", sort), new("$skip", offset) };
        if (limit != int.MaxValue)
            stages.Add(new("$limit", limit));
        stages.Add(new("$project", new BsonDocument(fields) { { "keys", 1 } }));
        var heads = await _collections[kind].Aggregate<BsonDocument>(stages, cancellationToken: cancellationToken).ToListAsync(cancellationToken);
        return [.. heads.Select(d => new StoredHead(d["_id"].AsString, d["keys"].AsString, d["ord"].AsString, d["label"].AsString))];
    }

    public async Task<IReadOnlyList<StoredHead>> ListFromAsync(string kind, ListStretch stretch, int limit, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        var (keys, ord) = stretch.IsSecond ? ("keys2", "ord2") : ("keys", "ord");
        var filter = new BsonDocument(keys, stretch.Key);
        var orders = new BsonDocument();
        if (stretch.After is { } after)
        {
            orders["$lte"] = after.Order;
            filter["$or"] = new BsonArray
            {
                new BsonDocument(ord, new BsonDocument("$lt", after.Order)), new BsonDocument("_id", new BsonDocument("$gt", after.Id)),
            };
        }
        if (stretch.Lowest is { } lowest)
            orders["$gte"] = lowest;
        if (orders.ElementCount > 0)
            filter[ord] = orders;
        var page = await _collections[kind].Find(filter).Sort(new BsonDocument { { ord, -1 }, { "_id", 1 } }).Limit(limit)
            .Project(new BsonDocument { { ord, 1 }, { "label", 1 } }).ToListAsync(cancellationToken);
        return [.. page.Select(d => new StoredHead(d["_id"].AsString, stretch.Key, d[ord].AsString, d["label"].AsString))];
    }

    public async Task<IReadOnlyDictionary<string, long>> CountAsync(string kind, IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        var wanted = In("keys", keys);
        var counts = await _collections[kind].Aggregate<BsonDocument>(new List<BsonDocument>
        {
            new("$match", wanted), new("$unwind", "$keys"), new("$match", wanted),
            new("$group", new BsonDocument { { "_id", "$keys" }, { "count", new BsonDocument("$sum", 1) } }),
        }, cancellationToken: cancellationToken).ToListAsync(cancellationToken);
        return counts.ToDictionary(c => c["_id"].AsString, c => c["count"].ToInt64());
    }

    public Task<bool> InsertAsync(StoredDocument document, CancellationToken cancellationToken) =>
        RestoreAsync(document with { Version = 1 }, cancellationToken);

    public async Task<bool> RestoreAsync(StoredDocument document, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        return await OnceAsync(() => _collections[document.Kind].InsertOneAsync(ToBson(document, document.Version), cancellationToken: cancellationToken));
    }

    public async Task<bool> ReplaceAsync(StoredDocument document, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        var replaced = false;
        var next = ToBson(document, document.Version + 1);
        next.Remove("_id");
        var change = new BsonDocument("$set", next);
        var absent = new BsonDocument();
        if (document.Unique is null)
            absent["u"] = 1;
        if (document.Second is null)
            absent.AddRange(new BsonDocument { { "keys2", 1 }, { "ord2", 1 } });
        if (absent.ElementCount > 0)
            change["$unset"] = absent;
        return await OnceAsync(async () =>
        {
            var result = await _collections[document.Kind].UpdateOneAsync(
                new BsonDocument { { "_id", document.Id }, { "v", document.Version } }, change, cancellationToken: cancellationToken);
            replaced = result.MatchedCount == 1;
        }) && replaced;
    }

    public async Task DeleteAsync(string kind, string id, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        await _collections[kind].DeleteOneAsync(new BsonDocument("_id", id), cancellationToken);
    }

    public async Task DeleteBelowAsync(string kind, string order, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        await _collections[kind].DeleteManyAsync(new BsonDocument("ord", new BsonDocument("$lt", order)), cancellationToken);
    }

    public async IAsyncEnumerable<StoredDocument> DocumentsAsync(string kind, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        var (after, inPage) = ("", PageSize);
        while (inPage == PageSize)
        {
            inPage = 0;
            using var page = await _collections[kind].Find(new BsonDocument("_id", new BsonDocument("$gt", after)))
                .Sort(new BsonDocument("_id", 1)).Limit(PageSize).ToCursorAsync(cancellationToken);
            while (await page.MoveNextAsync(cancellationToken))
            {
                foreach (var stored in page.Current)
                {
                    (after, inPage) = (stored["_id"].AsString, inPage + 1);
                    yield return DocumentOf(kind, stored);
                }
            }
        }
    }

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        await _database.RunCommandAsync<BsonDocument>(new BsonDocument("ping", 1), cancellationToken: cancellationToken);
    }

    public void Dispose()
    {
        _client.Dispose();
        _opening.Dispose();
    }

    /// <summary>The schema is made at the first call that reaches the database, so that a server may start before it.</summary>
    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (_open)
            return;
        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (!_open)
                await MongoSchema.EnsureAsync(_database, cancellationToken);
            _open = true;
        }
        finally
        {
            _opening.Release();
        }
    }

    private static BsonDocument In(string field, IEnumerable<string> values) => new(field, new BsonDocument("$in", new BsonArray(values)));

    private static BsonDocument ToBson(StoredDocument document, long version)
    {
        var stored = new BsonDocument
        {
            { "_id", document.Id }, { "v", version }, { "keys", new BsonArray(document.Keys) }, { "ord", document.Order }, { "label", document.Label },
            { "body", new BsonBinaryData(document.Body) },
        };
        // Absent, not null: only what is there has to be unique.
        if (document.Unique is not null)
            stored["u"] = document.Unique;
        if (document.Second is { } second)
            stored.AddRange(new BsonDocument { { "keys2", new BsonArray(second.Keys) }, { "ord2", second.Order } });
        return stored;
    }

    private static StoredDocument DocumentOf(string kind, BsonDocument stored) => new(
        kind, stored["_id"].AsString, stored["v"].ToInt64(), stored.TryGetValue("u", out var unique) ? unique.AsString : null,
        TextsOf(stored["keys"]), stored["ord"].AsString, stored["label"].AsString, stored["body"].AsByteArray)
    {
        Second = stored.TryGetValue("ord2", out var order) ? new(TextsOf(stored["keys2"]), order.AsString) : null,
    };

    private static string[] TextsOf(BsonValue array) => [.. array.AsBsonArray.Select(text => text.AsString)];

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
