using System.Collections;

namespace MlDash;

/// <summary>What an append may say of its metric or track; given values replace, null ones stay.</summary>
/// <param name="Description">Free text.</param>
/// <param name="Tags">All tags from now on.</param>
/// <param name="Metadata">All metadata from now on.</param>
public sealed record SeriesDescription(string? Description, string[]? Tags, IDictionary? Metadata)
{
    /// <summary>Name of the metadata that <see cref="Kind"/> is.</summary>
    internal const string KindName = "kind";

    /// <summary>What the records are, for those who read them: one of the metadata, which leaves the others as they are.</summary>
    public string? Kind { get; init; }

    /// <summary>What this and an earlier one say together.</summary>
    internal SeriesDescription After(SeriesDescription? earlier) =>
        earlier is null ? this : new(Description ?? earlier.Description, Tags ?? earlier.Tags, Metadata ?? earlier.Metadata) { Kind = Kind ?? earlier.Kind };
}
