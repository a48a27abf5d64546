namespace MlDash.Storage.Checking;

/// <summary>How much a check has looked at so far.</summary>
public sealed class StoreCheckCounts
{
    private long _experiments;
    private long _files;
    private long _bytes;
    private volatile string _current = string.Empty;

    /// <summary>Experiments.</summary>
    public long Experiments => Interlocked.Read(ref _experiments);

    /// <summary>Files, documents and streams with them.</summary>
    public long Files => Interlocked.Read(ref _files);

    /// <summary>Their bytes.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>The experiment that is looked at.</summary>
    public string Current => _current;

    internal void Begin(string experiment)
    {
        Interlocked.Increment(ref _experiments);
        _current = experiment;
    }

    internal void Add(long bytes)
    {
        Interlocked.Increment(ref _files);
        Interlocked.Add(ref _bytes, bytes);
    }
}
