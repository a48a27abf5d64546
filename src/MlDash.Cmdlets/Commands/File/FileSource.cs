namespace MlDash.Cmdlets.Commands;

/// <summary>Where the bytes of a file to keep come from.</summary>
/// <param name="Name">Name it is kept under; folders in it are kept.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Open">Opens them.</param>
/// <param name="LastWriteTimeUtc">Modification time, of a file of the disk.</param>
internal sealed record FileSource(string Name, long Length, Func<Stream> Open, DateTime? LastWriteTimeUtc)
{
    public static FileSource OfFile(string full, string name)
    {
        var info = new FileInfo(full);
        return new(name, info.Length, () => new FileStream(full, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.SequentialScan), info.LastWriteTimeUtc);
    }

    public static FileSource OfBytes(string name, byte[] bytes) => new(name, bytes.Length, () => new MemoryStream(bytes, writable: false), null);

    public FileUpload ToUpload(string? folder, string? contentType, FileAnnotations annotations) => new()
    {
        Folder = folder?.Trim('/') ?? string.Empty,
        Name = Name.Trim('/'),
        Open = Open,
        ContentType = contentType,
        LastWriteTimeUtc = LastWriteTimeUtc,
        Annotations = annotations,
    };
}
