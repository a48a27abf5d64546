namespace MlDash.Files;

/// <summary>A file that lies in a folder above experiments.</summary>
/// <param name="Folder">The folder; null is the root.</param>
/// <param name="Name">Its name.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Checksum">SHA-256 of the bytes, 64 lower-case hex digits; empty for a large file of a disk, which is not read to list it.</param>
/// <param name="UpdatedAt">When it was written.</param>
public sealed record FolderFile(ExperimentPath? Folder, string Name, string ContentType, long Length, string Checksum, DateTimeOffset? UpdatedAt)
{
    /// <summary>What the store knows it by.</summary>
    internal string Id { get; init; } = string.Empty;
}
