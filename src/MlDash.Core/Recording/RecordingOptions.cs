using MlDash.Records;

namespace MlDash.Recording;

/// <summary>How an open experiment writes.</summary>
public sealed record RecordingOptions
{
    /// <summary>Whether a call returns only when its bytes are on the disk (fsync), not merely queued.</summary>
    public bool Durable { get; init; }

    /// <summary>Whether calls return when the record is queued; false: when it is written.</summary>
    public bool Buffered { get; init; } = true;

    /// <summary>
    /// The rest between two batches, so that a caller in a loop fills batches instead of paying for a lock a record. The first record of a pause is written at
    /// once.
    /// </summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>Queue length of the log that triggers a write at once.</summary>
    public int LogBatchSize { get; init; } = int.MaxValue;

    /// <summary>Queue length of one metric that triggers a write at once.</summary>
    public int MetricBatchSize { get; init; } = int.MaxValue;

    /// <summary>Queue length of one track that triggers a write at once.</summary>
    public int TrackBatchSize { get; init; } = int.MaxValue;

    /// <summary>Bytes that may wait in one stream before callers wait too.</summary>
    public int MaxPendingBytes { get; init; } = 8 << 20;

    /// <summary>Tries after a failed write before the failure is reported; 0 or more.</summary>
    public int MaxRetries { get; init; } = 3;

    /// <summary>Pause before the first new try; doubles with each.</summary>
    public TimeSpan RetryBaseDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest pause between two tries.</summary>
    public TimeSpan RetryMaxDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the entries of a track wait for others of the same timestamp, to be merged with them.</summary>
    public TimeSpan TrackMergeWindow { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long closing may take before what is left is reported instead.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The time between two points of the load of this machine; null: it is not recorded.</summary>
    public TimeSpan? SystemMetricsInterval { get; init; }

    /// <summary>The size of a batch that ends the rest.</summary>
    internal int BatchSizeOf(RecordKind kind) => kind switch
    {
        RecordKind.Log => LogBatchSize,
        RecordKind.Metric => MetricBatchSize,
        _ => TrackBatchSize,
    };
}
