namespace MlDash.Export;

/// <summary>Which rows and columns of a table.</summary>
public sealed record TableQuery
{
    /// <summary>Names of the columns, without regard to case; empty for all.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Which rows, in the language of filters; null or empty: all.</summary>
    public string? Filter { get; init; }

    /// <summary>How many rows are skipped first, of those that the filter chooses.</summary>
    public long Skip { get; init; }

    /// <summary>The most rows; null: all.</summary>
    public long? First { get; init; }

    /// <summary>How many rows of the file are looked at, from its first one; null: all.</summary>
    public long? Within { get; init; }
}
