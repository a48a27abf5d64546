namespace MlDash.Server.Documents;

/// <summary>What the servers of one metadata store know of themselves.</summary>
internal sealed record ServerDocument(string Name, string ServerId, string CreatedAt);
