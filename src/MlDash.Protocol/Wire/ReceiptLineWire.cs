namespace MlDash.Protocol;

/// <summary>A line of the receipt of an experiment: a part of it, or at the end the receipt itself.</summary>
/// <param name="Kind"><c>Detail</c>, <c>Param</c>, <c>Log</c>, <c>Metric</c>, <c>Track</c> or <c>File</c>; <see cref="End"/> for the last line.</param>
/// <param name="Name">Name of the metric, topic of the track or path of the file; else empty.</param>
/// <param name="Records">Records of the part, or bytes of the file; parts of the receipt.</param>
/// <param name="Digest">SHA-256, 64 lower-case hex digits.</param>
public sealed record ReceiptLineWire(string Kind, string Name, long Records, string Digest)
{
    /// <summary>The kind of the last line. An answer without it is not whole.</summary>
    public const string End = "Receipt";
}
