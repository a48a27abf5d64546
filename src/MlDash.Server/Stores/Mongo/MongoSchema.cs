using MongoDB.Bson;
using MongoDB.Driver;

namespace MlDash.Server.Stores.Mongo;

/// <summary>What the server asks a collection, and so the indexes it has besides the one on <c>_id</c>.</summary>
[Flags]
internal enum MongoIndexes
{
    None = 0,

    /// <summary>By the text that no other document holds (<c>u</c>): unique, over those that have one.</summary>
    Unique = 1,

    /// <summary>Lists in their order: (<c>keys</c>, <c>ord</c> descending, <c>_id</c>).</summary>
    Lists = 2,

    /// <summary>What is below an order (<c>ord</c>), to forget it.</summary>
    Orders = 4,

    /// <summary>Second lists in their order: (<c>keys2</c>, <c>ord2</c> descending, <c>_id</c>), over the documents that are in some.</summary>
    SecondLists = 8,
}

/// <summary>A collection of documents.</summary>
internal sealed record MongoCollection(string Kind, string Name, MongoIndexes Indexes);

/// <summary>
/// The collections, their indexes, and the version number that tells a release what it finds. Created at start; creating them again does nothing.
/// </summary>
internal static class MongoSchema
{
    public const string Batches = "batches";

    private const string Settings = "settings";
    private const int Version = 3;

    // What a database of the release before lacks is added here and by Stores/SchemaStep.
    private const int Before = 2;

    /// <summary>
    /// A collection a kind. Those without a unique text may be sharded, by hashed <c>_id</c>: then an id is on one shard, and <c>_id</c> stays unique over all.
    /// Those with one are not: they are found by id, by unique text and by lists, and no key serves all three. <c>docs/server.md</c> has the commands.
    /// </summary>
    public static IReadOnlyList<MongoCollection> Collections { get; } =
    [
        new(DocumentKind.User, "users", MongoIndexes.Unique),
        new(DocumentKind.Namespace, "namespaces", MongoIndexes.Unique | MongoIndexes.Lists),
        new(DocumentKind.Token, "tokens", MongoIndexes.Lists),
        new(DocumentKind.Device, "devices", MongoIndexes.Unique | MongoIndexes.Orders),
        new(DocumentKind.Session, "sessions", MongoIndexes.Lists | MongoIndexes.Orders),
        new(DocumentKind.Idempotency, "answers", MongoIndexes.Orders),
        new(DocumentKind.Project, "projects", MongoIndexes.Unique | MongoIndexes.Lists),
        new(DocumentKind.Node, "nodes", MongoIndexes.Unique | MongoIndexes.Lists | MongoIndexes.SecondLists),
        new(DocumentKind.Parameters, "parameters", MongoIndexes.None),
        new(DocumentKind.Metric, "metrics", MongoIndexes.Unique | MongoIndexes.Lists),
        new(DocumentKind.Track, "tracks", MongoIndexes.Unique | MongoIndexes.Lists),
        new(DocumentKind.Sign, "signs", MongoIndexes.None),
        new(DocumentKind.Setting, "serverSettings", MongoIndexes.None),
    ];

    public static async Task EnsureAsync(IMongoDatabase database, CancellationToken cancellationToken)
    {
        var settings = database.GetCollection<BsonDocument>(Settings);
        var found = await settings.Find(new BsonDocument("_id", "schema")).FirstOrDefaultAsync(cancellationToken);
        if (found is not null && found["version"].ToInt32() is not (Before or Version))
        {
            throw new InvalidOperationException(
                $"The database was written by another release (schema {found["version"]}, this one knows {Version}). Start that release, or give another MONGODB_URI.");
        }
        foreach (var collection in Collections)
            await IndexAsync(database, collection.Name, IndexesOf(collection.Indexes), cancellationToken);
        await IndexAsync(database, Batches, [
            // One batch at a place: this is what keeps a stream without gaps and forks.
            Index("places", new BsonDocument { { "s", 1 }, { "n", 1 } }, unique: true),
            Index("tokens", new BsonDocument { { "s", 1 }, { "t", 1 } }),
            // Only what is kept of trimmed batches is in it, so that an append does not touch it.
            Index("trimmed", new BsonDocument("gone", 1), sparse: true),
        ], cancellationToken);
        if (found is null)
            await InsertOnceAsync(settings, cancellationToken);
        else
        {
            await settings.UpdateOneAsync(new BsonDocument { { "_id", "schema" }, { "version", Before } },
                new BsonDocument("$set", new BsonDocument("version", Version)), cancellationToken: cancellationToken);
        }
    }

    private static List<CreateIndexModel<BsonDocument>> IndexesOf(MongoIndexes indexes)
    {
        var models = new List<CreateIndexModel<BsonDocument>>();
        if (indexes.HasFlag(MongoIndexes.Unique))
            models.Add(Index("unique", new BsonDocument("u", 1), unique: true, sparse: true));
        if (indexes.HasFlag(MongoIndexes.Lists))
            models.Add(Index("lists", new BsonDocument { { "keys", 1 }, { "ord", -1 }, { "_id", 1 } }));
        if (indexes.HasFlag(MongoIndexes.Orders))
            models.Add(Index("orders", new BsonDocument("ord", 1)));
        if (indexes.HasFlag(MongoIndexes.SecondLists))
            models.Add(Index("second", new BsonDocument { { "keys2", 1 }, { "ord2", -1 }, { "_id", 1 } }, sparse: true));
        return models;
    }

    private static async Task InsertOnceAsync(IMongoCollection<BsonDocument> settings, CancellationToken cancellationToken)
    {
        try
        {
            await settings.InsertOneAsync(new BsonDocument { { "_id", "schema" }, { "version", Version } }, cancellationToken: cancellationToken);
        }
        catch (MongoWriteException e) when (e.WriteError.Category == ServerErrorCategory.DuplicateKey)
        {
            // Another server that starts at the same time was faster.
        }
    }

    private static async Task IndexAsync(
        IMongoDatabase database, string collection, List<CreateIndexModel<BsonDocument>> indexes, CancellationToken cancellationToken)
    {
        if (indexes.Count > 0)
            await database.GetCollection<BsonDocument>(collection).Indexes.CreateManyAsync(indexes, cancellationToken);
    }

    private static CreateIndexModel<BsonDocument> Index(string name, BsonDocument keys, bool unique = false, bool sparse = false) =>
        new(keys, new CreateIndexOptions { Name = name, Unique = unique ? true : null, Sparse = sparse ? true : null });
}
