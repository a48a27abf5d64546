namespace MlDash.Export;

/// <summary>Files a track can be written to.</summary>
public enum TrackFormat
{
    /// <summary><c>{"entries": […], "count": n}</c>.</summary>
    Json,

    /// <summary>One entry a line.</summary>
    Jsonl,

    /// <summary>One line an entry, one column a field, RFC 4180.</summary>
    Csv,

    /// <summary>One column a field, zstd.</summary>
    Parquet,

    /// <summary>Frames with the details of the track, for motion capture tools.</summary>
    Mocap,

    /// <summary>One message an entry, for robotics tools (mcap.dev).</summary>
    Mcap,
}
