namespace MlDash.Dashboard.Tables;

/// <summary>Which rows of a table are asked for.</summary>
/// <param name="Rows">How many rows, at most.</param>
/// <param name="Columns">How many columns, at most.</param>
/// <param name="Skip">How many rows are skipped first, of those that fit.</param>
/// <param name="Filter">Which rows, in the language of filters; null or empty: all.</param>
/// <param name="LookAt">How many rows of the file are looked at, at most.</param>
/// <param name="Clock">What times of the filter are counted from.</param>
internal sealed record TableAsked(int Rows, int Columns, long Skip, string? Filter, long LookAt, TimeProvider Clock)
{
    /// <summary>Whether not all rows are meant.</summary>
    public bool IsFiltered => !string.IsNullOrWhiteSpace(Filter);
}

/// <summary>A page of the rows of a table.</summary>
/// <param name="Columns">Names of its first columns.</param>
/// <param name="Rows">The rows, a text for each of these columns; null for what is absent.</param>
/// <param name="TotalRows">How many rows the table has, whether they fit or not; null where nobody has counted them.</param>
/// <param name="TotalColumns">How many columns it has.</param>
/// <param name="HasMore">Whether rows follow that fit, of those that are looked at.</param>
/// <param name="LookedAt">How many rows were looked at, where the table has more; else null.</param>
internal sealed record TablePage(
    IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string?>> Rows, long? TotalRows, int TotalColumns, bool HasMore, long? LookedAt);
