namespace MlDash.Dashboard.Questions;

/// <summary>The first rows of a table in a file.</summary>
/// <param name="Columns">Names of its first columns.</param>
/// <param name="Rows">Its first rows, a text for each of these columns; null for what is absent.</param>
/// <param name="TotalRows">How many rows it has, as the file says.</param>
/// <param name="TotalColumns">How many columns it has.</param>
/// <param name="Fault">Why there is nothing of it; null when there is.</param>
public sealed record FileTableAnswer(
    IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string?>> Rows, long TotalRows, int TotalColumns, string? Fault);
