namespace MlDash.Protocol;

/// <summary>The words for what a part of a request with several batches adds to.</summary>
public static class BatchKinds
{
    /// <summary>The log.</summary>
    public const string Log = "log";

    /// <summary>A metric.</summary>
    public const string Metric = "metric";

    /// <summary>A track.</summary>
    public const string Track = "track";
}
