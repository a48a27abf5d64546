using System.Text.Json.Serialization;

namespace MlDash.Protocol;

/// <summary>A page of a table of experiments.</summary>
/// <param name="Runs">The experiments, in the order asked for.</param>
/// <param name="Total">How many experiments the table has.</param>
/// <param name="HasMore">Whether there are more behind the page.</param>
/// <param name="EndCursor">What asks for them as <c>after</c>; null for a page without experiments.</param>
public sealed record RunTableWire(IReadOnlyList<RunWire> Runs, int Total, bool HasMore, string? EndCursor);

/// <summary>An experiment of a table. It has either the values of the columns that were asked for, or all parameters and metrics.</summary>
public sealed record RunWire
{
    /// <summary>Id of the experiment.</summary>
    public required string Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The slug of its namespace.</summary>
    public required string NamespaceSlug { get; init; }

    /// <summary>The slug of its project.</summary>
    public required string ProjectSlug { get; init; }

    /// <summary>Its path inside the project.</summary>
    public required string DisplayPath { get; init; }

    /// <summary>What a user wrote about it, up to 1,000 characters; null when nothing.</summary>
    public string? Description { get; init; }

    /// <summary>Its tags.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>What it is bound to.</summary>
    public required IReadOnlyList<string> Bindrs { get; init; }

    /// <summary>How far it is.</summary>
    public required string Status { get; init; }

    /// <summary>Why it failed, up to 1,000 characters; null when it did not.</summary>
    public string? Error { get; init; }

    /// <summary>Whether it takes no more changes.</summary>
    public required bool WriteProtected { get; init; }

    /// <summary>When it was started.</summary>
    public string? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public string? EndedAt { get; init; }

    /// <summary>When it was made.</summary>
    public string? CreatedAt { get; init; }

    /// <summary>When it was changed last.</summary>
    public string? UpdatedAt { get; init; }

    /// <summary>The values of the columns that were asked for, in their order; null where it has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<RawJson?>? Values { get; init; }

    /// <summary>All parameters, flat; a text is cut after 1,000 characters, a list is its JSON as a text.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RawJson? Parameters { get; init; }

    /// <summary>The metrics by their names.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, MetricFactsWire>? Metrics { get; init; }
}

/// <summary>The facts of a metric, without its points.</summary>
/// <param name="Points">How many points there are.</param>
/// <param name="Fields">The fields that a point has a number in, by their names.</param>
public sealed record MetricFactsWire(long Points, IReadOnlyDictionary<string, FieldFactsWire> Fields);

/// <summary>The facts of all numbers of a field.</summary>
/// <param name="Last">The last number; null where it is NaN or infinite.</param>
/// <param name="Min">The least finite number; null when there is none.</param>
/// <param name="Max">The greatest finite number; null when there is none.</param>
/// <param name="Count">How many numbers are finite.</param>
/// <param name="NonFinite">How many are NaN or infinite.</param>
public sealed record FieldFactsWire(double? Last, double? Min, double? Max, long Count, long NonFinite);
