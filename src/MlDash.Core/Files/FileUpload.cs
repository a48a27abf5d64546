namespace MlDash;

/// <summary>One file to keep.</summary>
public sealed record FileUpload
{
    /// <summary>Folder inside the experiment, segments joined by <c>/</c>; empty at the top.</summary>
    public string Folder { get; init; } = string.Empty;

    /// <summary>File name; a <c>/</c> in it adds to the folder.</summary>
    public required string Name { get; init; }

    /// <summary>Opens the bytes.</summary>
    public required Func<Stream> Open { get; init; }

    /// <summary>Whether <see cref="Open"/> gives the same bytes again when it is called again.</summary>
    public bool CanReopen { get; init; } = true;

    /// <summary>Media type; null: by the name's extension.</summary>
    public string? ContentType { get; init; }

    /// <summary>Modification time the kept copy shall show; null: now.</summary>
    public DateTime? LastWriteTimeUtc { get; init; }

    /// <summary>Details of the file.</summary>
    public FileAnnotations Annotations { get; init; } = new();

    /// <summary>Told the bytes copied so far, now and then.</summary>
    public IProgress<long>? Progress { get; init; }
}
