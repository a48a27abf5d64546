using MlDash.Errors;
using MlDash.Records;

namespace MlDash.Client;

/// <summary>How records go from this machine to a server.</summary>
public sealed record SendingOptions
{
    /// <summary>How long records wait for more to make a fuller request.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Log entries in one request, and that end the wait.</summary>
    public int LogBatchSize { get; init; } = 100;

    /// <summary>Points of one metric in one request, and that end the wait.</summary>
    public int MetricBatchSize { get; init; } = 1000;

    /// <summary>Entries of one track in one request, and that end the wait.</summary>
    public int TrackBatchSize { get; init; } = 100;

    /// <summary>Files under way at once.</summary>
    public int UploadWorkers { get; init; } = 4;

    /// <summary>Retries of a request after a transient failure.</summary>
    public int MaxRetries { get; init; } = 3;

    /// <summary>Pause before the first new try; doubles with each.</summary>
    public TimeSpan RetryBaseDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause between two tries, whatever the server asks for, and the longest that one request waits in all its pauses.</summary>
    public TimeSpan RetryMaxDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a server may be silent before a request counts as failed.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What tells the time of every pause and of every record.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The most bytes of an answer, unpacked, that are taken into memory at once; what is longer is read as it comes.</summary>
    internal long LargestAnswer { get; init; } = 256 * 1024 * 1024;

    /// <summary>Records of a stream that make one request.</summary>
    internal int BatchSizeOf(RecordKind kind) => kind switch
    {
        RecordKind.Log => LogBatchSize,
        RecordKind.Metric => MetricBatchSize,
        _ => TrackBatchSize,
    };

    /// <summary>
    /// The pause before a new try. Half of it is left to chance, so that many clients of a server that comes back do not come at once;
    /// what the server asks for is the least, as long as it is no more than <see cref="RetryMaxDelay"/>: nobody waits a day because a server says so.
    /// </summary>
    /// <param name="tries">Failed tries so far, from 1.</param>
    /// <param name="asked">What the server asked for.</param>
    internal TimeSpan PauseAfter(int tries, TimeSpan? asked)
    {
        var pause = new Backoff(RetryBaseDelay, RetryMaxDelay).PauseAfter(tries) * (0.5 + (Random.Shared.NextDouble() / 2));
        return asked is { } least && least > pause ? (least < RetryMaxDelay ? least : RetryMaxDelay) : pause;
    }
}
