using System.Collections;

namespace MlDash;

/// <summary>What an append may say of its metric or track; given values replace, null ones stay.</summary>
/// <param name="Description">Free text.</param>
/// <param name="Tags">All tags from now on.</param>
/// <param name="Metadata">All metadata from now on.</param>
public sealed record SeriesDescription(string? Description, string[]? Tags, IDictionary? Metadata);
