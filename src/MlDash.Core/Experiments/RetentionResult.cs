using System.Diagnostics.CodeAnalysis;

namespace MlDash;

/// <summary>Something that a rule of retention removes, or has removed.</summary>
public sealed class RetentionResult
{
    /// <summary>One with nothing set yet.</summary>
    public RetentionResult()
    {
    }

    /// <summary>A copy, for an initializer that changes some of it.</summary>
    /// <param name="other">What is copied.</param>
    [SetsRequiredMembers]
    public RetentionResult(RetentionResult other)
    {
        What = other.What;
        Prefix = other.Prefix;
        Name = other.Name;
        Project = other.Project;
        Rule = other.Rule;
        Size = other.Size;
        Freed = other.Freed;
        Done = other.Done;
        Root = other.Root;
        Experiment = other.Experiment;
        FileId = other.FileId;
    }

    /// <summary>What is removed.</summary>
    public required RetentionKind What { get; init; }

    /// <summary>Path of the experiment.</summary>
    public required string Prefix { get; init; }

    /// <summary>The file or the metric; null for a whole experiment.</summary>
    public string? Name { get; init; }

    /// <summary>The project whose rules say so.</summary>
    public required string Project { get; init; }

    /// <summary>The rule that says so, as it was written.</summary>
    public required string Rule { get; init; }

    /// <summary>Bytes of what is removed: the lengths of the files.</summary>
    public required long Size { get; init; }

    /// <summary>Bytes that are free at once. What lies in the recycle bin takes its bytes until the bin is cleared.</summary>
    public required long Freed { get; init; }

    /// <summary>Whether it was removed; else it would be.</summary>
    public bool Done { get; init; }

    /// <summary>The root folder, or the address of the server.</summary>
    public required string Root { get; init; }

    /// <summary>The experiment as it was when the rules were asked.</summary>
    internal ExperimentRecord? Experiment { get; init; }

    /// <summary>Id of the file.</summary>
    internal string? FileId { get; init; }

    /// <inheritdoc />
    public override string ToString() => Name is null ? Prefix : $"{Prefix}: {Name}";
}
