namespace MlDash.Import.Exported;

/// <summary>What the cells of a column are. An empty cell is a value that is not there.</summary>
internal enum CellKind
{
    /// <summary>No cell has a value.</summary>
    Empty,

    /// <summary>True and false.</summary>
    Flag,

    /// <summary>Integers of 64 bits.</summary>
    Whole,

    /// <summary>Doubles.</summary>
    Number,

    /// <summary>Integers and doubles.</summary>
    Mixed,

    /// <summary>Texts, none of them empty.</summary>
    Text,

    /// <summary>Any values, as JSON.</summary>
    Json,
}
