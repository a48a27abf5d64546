using MongoDB.Bson;

namespace MlDash.Server.Tests;

/// <summary>What an engine that speaks MongoDB's protocol is, by its own answer to <c>buildInfo</c>.</summary>
internal static class MongoEngine
{
    /// <summary>The engine and its version.</summary>
    public static string NameOf(BsonDocument buildInfo)
    {
        var version = buildInfo.GetValue("version", "of no version").ToString();
        if (buildInfo.TryGetValue("standIn", out var standIn))
            return $"a stand-in on {standIn}, which is no MongoDB";
        // FerretDB 2 has a document of its own, FerretDB 1 a text.
        if (buildInfo.TryGetValue("ferretdb", out var ferret) && ferret.IsBsonDocument)
            return $"FerretDB {ferret.AsBsonDocument.GetValue("version", "")}, which answers as MongoDB {version}";
        if (buildInfo.TryGetValue("ferretdbVersion", out var older))
            return $"FerretDB {older}, which answers as MongoDB {version}";
        // Only mongod lists the engines below it.
        return buildInfo.Contains("storageEngines") ? $"MongoDB {version}" : $"an unknown engine, which answers as MongoDB {version}";
    }
}
