using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using MlDash.Server.Documents;
using MlDash.Server.Stores;
using MlDash.Server.Stores.Mongo;
using MlDash.Server.Stores.Opening;
using MlDash.Server.Stores.Sqlite;
using MongoDB.Bson;
using MongoDB.Driver;

namespace MlDash.Server.Tests;

/// <summary>Data of the release before, which knew no look-up by path and no lists by start, is brought up to date by the first start of this one.</summary>
public sealed class SchemaStepTests : IDisposable
{
    private static readonly string[] _newKeys = ["path/", "name/"];
    private readonly string _folder = Directory.CreateTempSubdirectory("mldash-step-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Experiments_of_an_earlier_release_are_found_by_path_and_by_start(bool isShared, bool wasBrokenOff)
    {
        var settings = BothStores.Of(isShared);
        string user;
        await using (var server = await TestServer.StartAsync(_folder, settings))
        {
            var api = server.NewUser();
            user = api.User;
            foreach (var i in Enumerable.Range(0, 20))
                await api.OpenAsync($"run-{i}", more: ""","tags":["t"]""");
            var folder = await api.FolderAsync(await api.ProjectAsync("p"), "ROOT", "f");
            (await api.PatchAsync($"/api/nodes/{(await api.OpenAsync("deep", parentId: folder)).Node}", """{"startedAt":"2020-01-01T00:00:00Z"}""")).Is(200);
        }
        await AgeAsync(isShared ? settings[0].Value : null, wasBrokenOff);

        await using var again = await TestServer.StartAsync(_folder, settings);
        var reader = again.As(user);
        foreach (var name in (string[])["f/deep", "deep", "run-7"])
            Assert.False((await reader.GraphAsync($"{{ experiment(projectSlug: \"p\", experimentName: \"{name}\") {{ id }} }}")).Data["experiment"].IsNull);
        var page = (await reader.GraphAsync(
            """{ searchExperimentsPaginated(pattern: "*/*/*", sort: STARTED) { experiments { name } } }""")).Data["searchExperimentsPaginated"]["experiments"];
        Assert.Equal((21, "run-19", "deep"), (page.Count, page[0]["name"].Text, page[20]["name"].Text));
        Assert.Equal(
            20,
            (await reader.GraphAsync(
                """{ searchExperimentsPaginated(pattern: "*/*/*", sort: STARTED, tags: ["T"]) { totalCount } }""")).Data["searchExperimentsPaginated"]["totalCount"].Number);
    }

    [Fact]
    public async Task The_step_is_gone_through_once()
    {
        await using var counting = await CountingServer.StartAsync();
        var stores = counting.Server.Services.GetRequiredService<StoreCollections>();
        var done = await stores.Steps.GetAsync(SchemaStep.DocumentId, Cancel);
        Assert.NotNull(done);
        var run = await counting.Server.NewUser().OpenAsync();
        var before = await counting.Server.Services.GetRequiredService<IMetadataStore>().GetAsync(DocumentKind.Node, [run.Node], Cancel);
        await SchemaStep.RunAsync(stores, counting.Server.Clock, Cancel);
        await stores.Nodes.ListAgainAsync(Cancel);
        Assert.Equal(
            before[0].Version,
            (await counting.Server.Services.GetRequiredService<IMetadataStore>().GetAsync(DocumentKind.Node, [run.Node], Cancel))[0].Version);
        Assert.Equal(done, await stores.Steps.GetAsync(SchemaStep.DocumentId, Cancel));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Data_of_an_earlier_release_is_not_migrated_before_it_is_brought_up_to_date(bool wasBrokenOff)
    {
        await using (var server = await TestServer.StartAsync(_folder, BothStores.Of(shared: false)))
            await server.NewUser().OpenAsync();
        await AgeAsync(null, wasBrokenOff);
        using var target = new MigrationTarget();
        var (code, output) = await MigrationTarget.MigrateAsync(_folder, target.Mongo);
        Assert.Equal(78, code);
        Assert.Contains("earlier release", output, StringComparison.Ordinal);
        Assert.Empty(await target.Metadata.DocumentsAsync(DocumentKind.Node, Cancel).ToListAsync(Cancel));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // As the release before left it; or as a server of this one did that was killed when it had brought half of it up to date.
    private async Task AgeAsync(string? uri, bool wasBrokenOff)
    {
        var path = Path.Combine(_folder, StoreStart.DatabaseFile);
        var store = uri is null ? (IMetadataStore)new SqliteMetadataStore(path) : new MongoMetadataStore(uri);
        using ((IDisposable)store)
        {
            var nodes = await store.DocumentsAsync(DocumentKind.Node, Cancel).ToListAsync(Cancel);
            foreach (var node in nodes.Where((_, i) => !wasBrokenOff || i % 2 == 0))
            {
                var namespaceId = node.Second?.Keys.Select(key => key.Split('/')[1]).Distinct().ElementAtOrDefault(1) ?? "";
                string[] keys = [.. node.Keys.Where(
                    key => !_newKeys.Any(key.StartsWith)
                        && (namespaceId.Length == 0 || !key.StartsWith($"experiments/{namespaceId}", StringComparison.Ordinal)))];
                Assert.True(await store.ReplaceAsync(node with { Keys = keys, Second = null }, Cancel));
            }
            await store.DeleteAsync(DocumentKind.Setting, SchemaStep.DocumentId, Cancel);
        }
        if (wasBrokenOff)
            return;
        if (uri is null)
        {
            using var connection = new SqliteConnection($"Data Source={path};Pooling=false");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "ALTER TABLE documents DROP COLUMN second; PRAGMA user_version = 1";
            command.ExecuteNonQuery();
            return;
        }
        using var client = new MongoClient(uri);
        var database = client.GetDatabase(MongoUrl.Create(uri).DatabaseName);
        await database.GetCollection<BsonDocument>("settings").UpdateOneAsync(
            new BsonDocument("_id", "schema"), new BsonDocument("$set", new BsonDocument("version", 2)), cancellationToken: Cancel);
    }
}
