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
