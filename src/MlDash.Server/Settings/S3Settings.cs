namespace MlDash.Server.Settings;

/// <summary>Where blobs are kept in an object store.</summary>
/// <param name="Bucket">The bucket; it exists.</param>
/// <param name="Endpoint">Address of the service; null: AWS.</param>
/// <param name="Region">The region, which is part of every signature.</param>
/// <param name="AccessKey">Key id; null: as the environment of the machine says.</param>
/// <param name="SecretKey">Its secret.</param>
/// <param name="ForcePathStyle">Whether the bucket is part of the path, not of the host name.</param>
internal sealed record S3Settings(string Bucket, string? Endpoint, string Region, string? AccessKey, string? SecretKey, bool ForcePathStyle)
{
    /// <summary>How long links to blobs are good for; null: none are given.</summary>
    public TimeSpan? LinkLife { get; init; }

    /// <summary>Never the secret.</summary>
    public override string ToString() => $"{Endpoint ?? "AWS " + Region}/{Bucket}";
}
