using MlDash.Server.Stores;
using MlDash.Server.Stores.Mongo;
using MongoDB.Driver;

namespace MlDash.Server.Tests;

/// <summary>The metadata store over MongoDB.</summary>
public sealed class MongoStoreTests(MongoService service) : MetadataStoreContract
{
    private readonly string _uri = service.NewDatabase();

    [Fact]
    public void The_documentation_has_a_row_for_every_collection()
    {
        var rows = File.ReadAllLines(Path.Combine(TestServices.Folder, "..", "..", "docs", "server.md"));
        Assert.All(
            [.. MongoSchema.Collections.Select(c => c.Name), MongoSchema.Batches],
            name => Assert.Contains(rows, row => row.StartsWith($"| `{name}` |", StringComparison.Ordinal)));
    }

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
