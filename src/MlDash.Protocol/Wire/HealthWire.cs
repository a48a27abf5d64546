namespace MlDash.Protocol;

/// <summary>The state of a server.</summary>
public sealed record HealthWire(string Status, string Timestamp, double Uptime, string Mongodb, string S3, string MetadataStore, string BlobStore,
    double MetadataStoreMs, double BlobStoreMs, string ServerId);
