using MlDash.Server.Stores;
using MlDash.Server.Stores.Mongo;
using MongoDB.Driver;

namespace MlDash.Server.Tests;

/// <summary>The metadata store over MongoDB.</summary>
public sealed class MongoStoreTests(MongoService service) : MetadataStoreContract
{
    private readonly string _uri = service.NewDatabase();

    private protected override IMetadataStore Open()
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"MongoDB: {service.Engine}");
        return new MongoMetadataStore(_uri);
    }

    private protected override void CleanUp()
    {
        using var client = new MongoClient(_uri);
        client.DropDatabase(MongoUrl.Create(_uri).DatabaseName);
    }
}
