using System.Collections;

namespace MlDash;

/// <summary>What a save or a change says of a file; given values replace, null ones stay.</summary>
/// <param name="Description">Free text.</param>
/// <param name="Tags">All tags from now on.</param>
/// <param name="Bindrs">All bindrs from now on.</param>
/// <param name="Metadata">All metadata from now on.</param>
public sealed record FileAnnotations(string? Description = null, string[]? Tags = null, string[]? Bindrs = null, IDictionary? Metadata = null);
