using MongoDB.Bson;
using MongoDB.Driver;

namespace MlDash.Server.Stores.Mongo;

/// <summary>The collections, their indexes, and the number by which a later release knows what it finds. Made at start; making them again does nothing.</summary>
internal static class MongoSchema
{
    public const string Documents = "documents";
    public const string Batches = "batches";

    private const string Settings = "settings";
    private const int Version = 1;

    public static async Task EnsureAsync(IMongoDatabase database, CancellationToken cancel)
    {
        var settings = database.GetCollection<BsonDocument>(Settings);
        var found = await settings.Find(new BsonDocument("_id", "schema")).FirstOrDefaultAsync(cancel);
        if (found is not null && found["version"].ToInt32() > Version)
        {
            throw new InvalidOperationException(
                $"The database was written by a later release (schema {found["version"]}, this one knows {Version}). Start that release, or give another MONGODB_URI.");
        }
        await Indexes(database, Documents, [
            Index("unique", new BsonDocument("u", 1), new CreateIndexOptions { Unique = true, Sparse = true }),
            Index("lists", new BsonDocument { { "keys", 1 }, { "ord", -1 }, { "id", 1 } }),
            Index("orders", new BsonDocument { { "kind", 1 }, { "ord", 1 } }),
        ], cancel);
        await Indexes(database, Batches, [
            Index("places", new BsonDocument { { "s", 1 }, { "n", 1 } }, new CreateIndexOptions { Unique = true }),
            Index("tokens", new BsonDocument { { "s", 1 }, { "t", 1 } }),
        ], cancel);
        if (found is null)
            await InsertOnceAsync(settings, cancel);
    }

    private static async Task InsertOnceAsync(IMongoCollection<BsonDocument> settings, CancellationToken cancel)
    {
        try
        {
            await settings.InsertOneAsync(new BsonDocument { { "_id", "schema" }, { "version", Version } }, cancellationToken: cancel);
        }
        catch (MongoWriteException e) when (e.WriteError.Category == ServerErrorCategory.DuplicateKey)
        {
            // Another server that starts at the same time was faster.
        }
    }

    private static Task<IEnumerable<string>> Indexes(IMongoDatabase database, string collection, CreateIndexModel<BsonDocument>[] indexes, CancellationToken cancel) =>
        database.GetCollection<BsonDocument>(collection).Indexes.CreateManyAsync(indexes, cancel);

    private static CreateIndexModel<BsonDocument> Index(string name, BsonDocument keys, CreateIndexOptions? options = null)
    {
        options ??= new CreateIndexOptions();
        options.Name = name;
        return new CreateIndexModel<BsonDocument>(keys, options);
    }
}
