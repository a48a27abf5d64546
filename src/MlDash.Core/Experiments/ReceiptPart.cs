namespace MlDash;

/// <summary>What a part of a receipt is about.</summary>
public enum ReceiptPartKind
{
    /// <summary>Description, tags, bindrs, metadata and how the experiment ended.</summary>
    Detail,

    /// <summary>All parameters.</summary>
    Param,

    /// <summary>The log.</summary>
    Log,

    /// <summary>A metric with its points.</summary>
    Metric,

    /// <summary>A track with its entries.</summary>
    Track,

    /// <summary>A file.</summary>
    File,
}

/// <summary>One part of an <see cref="ExperimentReceipt"/>.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Name">Name of the metric, topic of the track, or path of the file; empty for a part of which an experiment has one.</param>
/// <param name="Records">Parameters, log entries, points or entries; bytes of a file; 0 for details.</param>
/// <param name="Digest">SHA-256 of what it holds, 64 lower-case hex digits.</param>
public sealed record ReceiptPart(ReceiptPartKind Kind, string Name, long Records, string Digest);
