namespace MlDash.Following;

/// <summary>What a file holds, by its name.</summary>
internal enum FollowedForm
{
    /// <summary>Rows with commas or semicolons between their cells.</summary>
    Csv,

    /// <summary>Rows with tabs between their cells.</summary>
    Tsv,

    /// <summary>An object of JSON on each line.</summary>
    JsonLines,

    /// <summary>Events of TensorBoard.</summary>
    Events,
}
