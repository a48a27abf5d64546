using System.Text.Json.Serialization;

namespace MlDash.Server.Stores.Sqlite;

/// <summary>JSON of the lists of texts that statements take and rows hold.</summary>
[JsonSerializable(typeof(string[]))]
internal sealed partial class SqliteJson : JsonSerializerContext;
