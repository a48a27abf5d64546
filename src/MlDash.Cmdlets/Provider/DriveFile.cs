using System.Collections.Specialized;

namespace MlDash;

/// <summary>
/// A file of an experiment as a drive shows it. It has no property <c>Path</c>: commands such as Remove-Item would take that for a path of the file system,
/// before they look at <c>PSPath</c>.
/// </summary>
/// <param name="file">The file.</param>
public sealed class DriveFile(FileEntry file)
{
    /// <summary>The file name.</summary>
    public string Name => file.Name;

    /// <summary>Path of the file inside the experiment.</summary>
    public string FilePath => file.Path;

    /// <summary>The experiment it belongs to.</summary>
    public ExperimentReference? Experiment => file.Experiment;

    /// <summary>Decimal text.</summary>
    public string Id => file.Id;

    /// <summary>Bytes.</summary>
    public long Length => file.Length;

    /// <summary>Media type, for example <c>image/png</c>.</summary>
    public string ContentType => file.ContentType;

    /// <summary>SHA-256 of the bytes, 64 lower-case hex digits.</summary>
    public string Checksum => file.Checksum;

    /// <summary>Free text.</summary>
    public string? Description => file.Description;

    /// <summary>Never null.</summary>
    public string[] Tags => file.Tags;

    /// <summary>Never null.</summary>
    public string[] Bindrs => file.Bindrs;

    /// <summary>Any values under names, or null.</summary>
    public OrderedDictionary? Metadata => file.Metadata;

    /// <summary>When it was saved.</summary>
    public DateTimeOffset? UploadedAt => file.UploadedAt;

    /// <summary>When its entry last changed.</summary>
    public DateTimeOffset? UpdatedAt => file.UpdatedAt;

    /// <inheritdoc />
    public override string ToString() => file.Path;
}
