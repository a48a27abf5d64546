using System.Collections;
using MlDash.Experiments;

namespace MlDash;

/// <summary>What an upsert gives: given values replace, null ones stay, collections replace as a whole.</summary>
public sealed record ExperimentChange
{
    /// <summary>New text.</summary>
    public string? Description { get; init; }

    /// <summary>All tags from now on.</summary>
    public string[]? Tags { get; init; }

    /// <summary>Tags to add; applied after <see cref="Tags"/>.</summary>
    public string[] AddTags { get; init; } = [];

    /// <summary>Tags to remove; applied after <see cref="AddTags"/>.</summary>
    public string[] RemoveTags { get; init; } = [];

    /// <summary>All bindrs from now on.</summary>
    public string[]? Bindrs { get; init; }

    /// <summary>All metadata from now on.</summary>
    public IDictionary? Metadata { get; init; }

    /// <summary>
    /// Details of the surroundings of a run, each part under its name. They become <c>context.</c> and their name in the metadata; other metadata stays, and
    /// what the user gives under the same names takes precedence.
    /// </summary>
    public IDictionary? Context { get; init; }

    /// <summary>Whether writes are refused from now on.</summary>
    public bool? WriteProtected { get; init; }

    /// <summary>
    /// Where the experiment stands from now on: <see cref="ExperimentStatus.Completed"/>, <see cref="ExperimentStatus.Failed"/>,
    /// <see cref="ExperimentStatus.Cancelled"/> or <see cref="ExperimentStatus.Archived"/>; refused while it is being recorded.
    /// </summary>
    public ExperimentStatus? Status { get; init; }

    /// <summary>The <see cref="RunVersion"/> of the details that the change was made for; another one is refused. Null: whatever they are.</summary>
    internal string? Version { get; init; }
}
