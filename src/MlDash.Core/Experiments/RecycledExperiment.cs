using System.Diagnostics.CodeAnalysis;

namespace MlDash;

/// <summary>An experiment in the recycle bin.</summary>
public sealed class RecycledExperiment
{
    /// <summary>One with nothing set yet.</summary>
    public RecycledExperiment()
    {
    }

    /// <summary>A copy, for an initializer that changes some of it.</summary>
    /// <param name="other">What is copied.</param>
    [SetsRequiredMembers]
    public RecycledExperiment(RecycledExperiment other)
    {
        Entry = other.Entry;
        Prefix = other.Prefix;
        Project = other.Project;
        Id = other.Id;
        RemovedAt = other.RemovedAt;
        Size = other.Size;
        Root = other.Root;
    }

    /// <summary>Number of the entry in the bin, decimal text; it grows with time.</summary>
    public required string Entry { get; init; }

    /// <summary>Path of the experiment before it was removed.</summary>
    public required string Prefix { get; init; }

    /// <summary>The last segment of its path.</summary>
    public string Name => Prefix[(Prefix.LastIndexOf('/') + 1)..];

    /// <summary>The project it belonged to, if any.</summary>
    public string? Project { get; init; }

    /// <summary>Id of the experiment; null when a tool wrote it that gives none.</summary>
    public string? Id { get; init; }

    /// <summary>When it was removed.</summary>
    public required DateTimeOffset RemovedAt { get; init; }

    /// <summary>Bytes that are free once it is cleared.</summary>
    public required long Size { get; init; }

    /// <summary>The root folder of the bin.</summary>
    public required string Root { get; init; }

    /// <inheritdoc />
    public override string ToString() => Prefix;
}
