using MlDash.Cmdlets.Waiting;
using MlDash.Files;

namespace MlDash.Cmdlets.Commands;

/// <summary>Where the bytes of a file to keep come from.</summary>
/// <param name="Origin">What they come from, for errors: a path of the disk, or null for objects of the pipeline.</param>
/// <param name="Name">Name it is kept under; folders in it are kept.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Open">Opens them.</param>
/// <param name="LastWriteTimeUtc">Modification time, of a file of the disk.</param>
internal sealed record FileSource(string? Origin, string Name, long Length, Func<Stream> Open, DateTime? LastWriteTimeUtc)
{
    /// <exception cref="StorageException">There is no such file, or it is none.</exception>
    public static FileSource OfFile(string full, string name)
    {
        var file = SourceFile.At(full);
        return new(full, name, file.Length, file.Open, file.LastWriteTimeUtc);
    }

    /// <summary>A file that an experiment has: its bytes, verified as they are read, under its path there.</summary>
    public static FileSource OfRecorded(FileEntry file, Experiment from, string name) =>
        new($"{from}: {file.Path}", name, file.Length, () => AsyncBridge.Await(from.Files.OpenVerifiedAsync(file)), null) { Recorded = file };

    public static FileSource OfBytes(string name, byte[] bytes) => new(null, name, bytes.Length, () => new MemoryStream(bytes, writable: false), null);

    /// <summary>The file of an experiment that this is, whose details go with the bytes; null for any other source.</summary>
    public FileEntry? Recorded { get; private init; }

    public FileUpload ToUpload(string? folder, string? contentType, FileAnnotations annotations) => new()
    {
        Folder = folder?.Trim('/') ?? string.Empty,
        Name = Name.Trim('/'),
        Open = Open,
        // The stream of a server is read once.
        CanReopen = Recorded is null,
        ContentType = contentType ?? Recorded?.ContentType,
        LastWriteTimeUtc = LastWriteTimeUtc,
        Annotations = Recorded is null ? annotations : new(
            annotations.Description ?? Recorded.Description,
            annotations.Tags ?? Recorded.Tags,
            annotations.Bindrs ?? Recorded.Bindrs,
            annotations.Metadata ?? Recorded.Metadata),
    };
}
