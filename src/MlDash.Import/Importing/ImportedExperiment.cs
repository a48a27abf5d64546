namespace MlDash;

/// <summary>What was imported of one run.</summary>
/// <param name="Prefix">Path of its experiment.</param>
/// <param name="Format">Whose format it was in.</param>
/// <param name="SourceId">Its id there.</param>
/// <param name="Source">File or folder it was read from.</param>
public sealed record ImportedExperiment(string Prefix, ImportFormat Format, string SourceId, string Source)
{
    /// <summary>Points that were not there before.</summary>
    public long Points { get; init; }

    /// <summary>Log entries that were not there before.</summary>
    public long Logs { get; init; }

    /// <summary>Entries of tracks that were not there before.</summary>
    public long TrackEntries { get; init; }

    /// <summary>Parameters that were not there before, or had another value.</summary>
    public int Parameters { get; init; }

    /// <summary>Files that were not there before, or were others.</summary>
    public int Files { get; init; }

    /// <summary>What could not be carried over, or has another name here.</summary>
    public string[] LeftOut { get; init; } = [];

    /// <inheritdoc />
    public override string ToString() => Prefix;
}
