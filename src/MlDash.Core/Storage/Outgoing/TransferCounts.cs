namespace MlDash.Storage.Outgoing;

/// <summary>What has gone so far.</summary>
public sealed class TransferCounts
{
    /// <summary>One with nothing set yet.</summary>
    public TransferCounts()
    {
    }

    /// <summary>A copy, for an initializer that changes some of it.</summary>
    /// <param name="other">What is copied.</param>
    public TransferCounts(TransferCounts other)
    {
        Logs = other.Logs;
        Parameters = other.Parameters;
        Points = other.Points;
        TrackEntries = other.TrackEntries;
        Files = other.Files;
        Bytes = other.Bytes;
        Broken = other.Broken;
        Refused = other.Refused;
    }

    /// <summary>Log entries.</summary>
    public long Logs { get; init; }

    /// <summary>Parameters.</summary>
    public long Parameters { get; init; }

    /// <summary>Points of metrics.</summary>
    public long Points { get; init; }

    /// <summary>Entries of tracks.</summary>
    public long TrackEntries { get; init; }

    /// <summary>Files.</summary>
    public long Files { get; init; }

    /// <summary>Bytes, of files and of records.</summary>
    public long Bytes { get; init; }

    /// <summary>Lines that are no record and were left out.</summary>
    public long Broken { get; init; }

    /// <summary>Records, documents and files that the server refuses for good; they are kept on this machine.</summary>
    public long Refused { get; init; }

    /// <summary>Everything that was counted.</summary>
    internal long Records => Logs + Parameters + Points + TrackEntries + Files;
}
