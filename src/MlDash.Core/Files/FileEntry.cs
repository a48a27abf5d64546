using System.Collections.Specialized;
using System.Diagnostics.CodeAnalysis;
using MlDash.Files;

namespace MlDash;

/// <summary>One file of an experiment.</summary>
public sealed class FileEntry
{
    /// <summary>One with nothing set yet.</summary>
    public FileEntry()
    {
    }

    /// <summary>A copy, for an initializer that changes some of it.</summary>
    /// <param name="other">What is copied.</param>
    [SetsRequiredMembers]
    public FileEntry(FileEntry other)
    {
        Id = other.Id;
        ExperimentPath = other.ExperimentPath;
        Experiment = other.Experiment;
        Folder = other.Folder;
        Name = other.Name;
        Description = other.Description;
        Tags = other.Tags;
        Bindrs = other.Bindrs;
        Metadata = other.Metadata;
        ContentType = other.ContentType;
        Length = other.Length;
        Checksum = other.Checksum;
        UploadedAt = other.UploadedAt;
        UpdatedAt = other.UpdatedAt;
    }

    /// <summary>Decimal text.</summary>
    public required string Id { get; init; }

    /// <summary>Path of the experiment it belongs to, for stores; scripts see <see cref="Experiment"/>. Whoever makes an entry sets it.</summary>
    internal ExperimentPath ExperimentPath { get; init; } = null!;

    /// <summary>The experiment it was found through; null when a store was asked directly.</summary>
    public ExperimentReference? Experiment { get; init; }

    /// <summary>The folder inside the experiment, without slashes at its ends; empty at the top.</summary>
    public required string Folder { get; init; }

    /// <summary>The file name.</summary>
    public required string Name { get; init; }

    /// <summary>Folder and name joined by <c>/</c>: how the file is addressed.</summary>
    public string Path => Folder.Length == 0 ? Name : $"{Folder}/{Name}";

    /// <summary>Free text.</summary>
    public string? Description { get; init; }

    /// <summary>Never null.</summary>
    public string[] Tags { get; init; } = [];

    /// <summary>Never null.</summary>
    public string[] Bindrs { get; init; } = [];

    /// <summary>Any values under names, or null.</summary>
    public OrderedDictionary? Metadata { get; init; }

    /// <summary>Media type, for example <c>image/png</c>.</summary>
    public string ContentType { get; init; } = ContentTypes.Default;

    /// <summary>Bytes.</summary>
    public long Length { get; init; }

    /// <summary>SHA-256 of the bytes, 64 lower-case hex digits.</summary>
    public string Checksum { get; init; } = string.Empty;

    /// <summary>When it was saved.</summary>
    public DateTimeOffset? UploadedAt { get; init; }

    /// <summary>When its entry last changed.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <inheritdoc />
    public override string ToString() => Path;
}
