namespace MlDash.Dashboard.Questions;

/// <summary>A page of the rows of a table in a file.</summary>
/// <param name="Columns">Names of its first columns.</param>
/// <param name="Rows">The rows, a text for each of these columns; null for what is absent.</param>
/// <param name="TotalRows">How many rows the table has, whether they fit or not; null where nobody has counted them.</param>
/// <param name="TotalColumns">How many columns it has.</param>
/// <param name="HasMore">Whether rows follow that fit, of those that are looked at.</param>
/// <param name="LookedAt">How many rows were looked at for the filter, where the table has more; else null.</param>
/// <param name="Fault">Why there is nothing of it; null when there is.</param>
public sealed record FileTableAnswer(
    IReadOnlyList<string> Columns,
    IReadOnlyList<IReadOnlyList<string?>> Rows,
    long? TotalRows,
    int TotalColumns,
    bool HasMore = false,
    long? LookedAt = null,
    string? Fault = null);
