namespace MlDash.Storage.Outgoing;

/// <summary>Which parts of an experiment to leave out when it is sent or received.</summary>
[Flags]
public enum SkippedParts
{
    /// <summary>Everything goes.</summary>
    None = 0,

    /// <summary>The log.</summary>
    Log = 1,

    /// <summary>The parameters.</summary>
    Param = 2,

    /// <summary>All metrics.</summary>
    Metric = 4,

    /// <summary>All tracks.</summary>
    Track = 8,

    /// <summary>All files.</summary>
    File = 16,
}

/// <summary>What has gone so far.</summary>
public sealed record TransferCounts
{
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

/// <summary>What a send leaves out, and what it may do on the server.</summary>
/// <param name="Skipped">What is not sent.</param>
/// <param name="MayAdd">Whether records may be added to an experiment that holds data already of which nothing is known to come from here.</param>
/// <param name="MayMakeAgain">Whether an experiment that was deleted on the server is made again.</param>
/// <param name="TryRefused">Whether what the server has refused for good is tried again.</param>
internal readonly record struct SendRules(SkippedParts Skipped = SkippedParts.None, bool MayAdd = false, bool MayMakeAgain = false, bool TryRefused = false);
