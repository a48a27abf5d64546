namespace MlDash.Charts;

/// <summary>How a chart is drawn.</summary>
public sealed record ChartOptions
{
    /// <summary>The narrowest chart, in cells.</summary>
    public const int LeastWidth = 20;

    /// <summary>The lowest chart, in rows.</summary>
    public const int LeastHeight = 8;

    /// <summary>Cells of a row.</summary>
    public int Width { get; init; } = 80;

    /// <summary>Rows, with title, axis and legend.</summary>
    public int Height { get; init; } = 22;

    /// <summary>What curves are drawn with.</summary>
    public ChartStyle Style { get; init; }

    /// <summary>Whether curves have colours, by escape sequences. Without them there is none in the text.</summary>
    public bool HasColor { get; init; }

    /// <summary>What the values are.</summary>
    public string Title { get; init; } = string.Empty;

    /// <summary>What x is.</summary>
    public string XLabel { get; init; } = string.Empty;

    /// <summary>What the numbers along x are.</summary>
    public AxisKind XKind { get; init; }

    /// <summary>Whether equal factors are equal distances along x; a time axis takes no notice.</summary>
    public bool HasLogX { get; init; }

    /// <summary>Whether equal factors are equal distances along y.</summary>
    public bool HasLogY { get; init; }

    /// <summary>The time zone that times are shown in.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;
}
