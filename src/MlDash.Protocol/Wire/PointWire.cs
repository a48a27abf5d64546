namespace MlDash.Protocol;

/// <summary>A point of a metric.</summary>
public sealed record PointWire(string Index, RawJson Data, string CreatedAt);
