using MongoDB.Bson;

namespace MlDash.Server.Tests;

/// <summary>The engine of a test run is named by what it answers.</summary>
public sealed class MongoEngineTests(MongoService service)
{
    [Theory]
    [InlineData("""{"version":"7.0.14","gitVersion":"x","storageEngines":["devnull","wiredTiger"],"ok":1}""", "MongoDB 7.0.14")]
    [InlineData("""{"version":"7.0.77","ferretdb":{"version":"v2.5.0","package":"docker"},"ok":1}""", "FerretDB v2.5.0, which answers as MongoDB 7.0.77")]
    [InlineData("""{"version":"7.0.42","ferretdbVersion":"v1.24.0","ok":1}""", "FerretDB v1.24.0, which answers as MongoDB 7.0.42")]
    [InlineData("""{"version":"6.0.0","standIn":"mongomock","ok":1}""", "a stand-in on mongomock, which is no MongoDB")]
    [InlineData("""{"version":"4.2.0","ok":1}""", "an unknown engine, which answers as MongoDB 4.2.0")]
    public void An_engine_is_what_its_answer_says(string buildInfo, string name) => Assert.Equal(name, MongoEngine.NameOf(BsonDocument.Parse(buildInfo)));

    [Fact]
    public void The_stand_in_of_this_machine_never_passes_for_MongoDB()
    {
        if (Environment.GetEnvironmentVariable("MONGODB_URI") is { Length: > 0 })
            Assert.Skip("The tests run against an engine that was given.");
        Assert.Equal("a stand-in on mongomock, which is no MongoDB", service.Engine);
    }
}
