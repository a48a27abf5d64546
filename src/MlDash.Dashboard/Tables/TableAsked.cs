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
