using MongoDB.Bson;
using MongoDB.Driver;

namespace MlDash.Server.Tests;

/// <summary>A store that cannot be used stops the start; the message names the setting that names the store, and no other.</summary>
public sealed class StoreStartTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_database_of_another_release_is_told_as_a_matter_of_MONGODB_URI()
    {
        var uri = MongoService.Current.NewDatabase();
        using (var client = new MongoClient(uri))
            await client.GetDatabase(MongoUrl.Create(uri).DatabaseName)
                .GetCollection<BsonDocument>("settings")
                .InsertOneAsync(new BsonDocument { { "_id", "schema" }, { "version", 99 } }, cancellationToken: Cancel);
        var output = await RefusedAsync(("MONGODB_URI", uri));
        Assert.Contains("MONGODB_URI cannot be used", output, StringComparison.Ordinal);
        Assert.Contains("schema 99", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mongodb://user:hidden-password@@host")]
    [InlineData("mongodb://user:hidden-password@host:port/db")]
    [InlineData("mongodb://user:hidden-password@host/db?w=x&unknownTimeoutMS=soon&maxPoolSize=many")]
    public async Task An_address_that_is_none_is_told_without_its_password(string uri)
    {
        var output = await RefusedAsync(("MONGODB_URI", uri));
        Assert.Contains("MONGODB_URI", output, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden-password", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bucket_that_is_not_there_is_told_as_a_matter_of_S3_BUCKET()
    {
        var output = await RefusedAsync(S3Service.ServerSettingsOf(S3Service.Current.Settings with { Bucket = "no-such-bucket" }));
        Assert.Contains("S3_BUCKET 'no-such-bucket' cannot be used: the bucket does not exist", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credentials_that_the_service_refuses_are_told_without_the_secret()
    {
        var output = await RefusedAsync(S3Service.ServerSettingsOf(S3Service.Current.Settings with { AccessKey = "nobody", SecretKey = "hidden-secret" }));
        Assert.Contains("S3_ACCESS_KEY", output, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden-secret", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_is_away_is_told_as_a_matter_of_S3_BUCKET()
    {
        var output =
            await RefusedAsync([("STORE_PATIENCE", "1s"), .. S3Service.ServerSettingsOf(S3Service.Current.Settings with { Endpoint = "http://127.0.0.1:9" })]);
        Assert.Contains("S3_BUCKET 'mldash' could not be reached within 1 seconds", output, StringComparison.Ordinal);
    }

    private static async Task<string> RefusedAsync(params (string Name, string Value)[] settings)
    {
        var (code, output) = await ServerProcess.RunToEndAsync([("ASPNETCORE_ENVIRONMENT", "Development"), ("PORT", "0"), .. settings]);
        Assert.Equal(78, code);
        Assert.DoesNotContain("DATA_DIR", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        return output;
    }
}
