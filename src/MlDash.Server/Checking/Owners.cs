namespace MlDash.Server.Checking;

/// <summary>What documents refer to; some 40 bytes an id are in memory during a check.</summary>
internal sealed class Owners
{
    public HashSet<string> Namespaces { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Projects { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Nodes { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Experiments { get; } = new(StringComparer.Ordinal);

    /// <summary>Blobs of files.</summary>
    public HashSet<string> Files { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Metrics { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Tracks { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether a stream belongs to something.</summary>
    public bool Has(string stream) => stream.Split('/') is [var kind, var id] && kind switch
    {
        "log" => Experiments.Contains(id),
        "metric" => Metrics.Contains(id),
        "track" => Tracks.Contains(id),
        _ => false,
    };
}
