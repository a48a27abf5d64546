namespace MlDash.Charts;

/// <summary>What curves are drawn with.</summary>
public enum ChartStyle
{
    /// <summary>Patterns of Braille: two dots wide and four high in each cell.</summary>
    Braille,

    /// <summary>Quarters of blocks: two wide and two high in each cell.</summary>
    Block,

    /// <summary>A letter or sign of ASCII for each curve, one in each cell; for terminals that have nothing else.</summary>
    Ascii,
}
