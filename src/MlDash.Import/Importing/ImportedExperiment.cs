namespace MlDash;

/// <summary>What was imported of one run.</summary>
public sealed class ImportedExperiment : ExperimentReference
{
    private readonly (string Prefix, string Root) _place;

    internal ImportedExperiment(string prefix, string root) => _place = (prefix, root);

    /// <summary>Path of its experiment.</summary>
    public override string Prefix => _place.Prefix;

    /// <summary>The folder or the server that it is in.</summary>
    public override string Root => _place.Root;

    /// <summary>Whose format it was in.</summary>
    public required ImportFormat Format { get; init; }

    /// <summary>Its id there.</summary>
    public required string SourceId { get; init; }

    /// <summary>File or folder it was read from.</summary>
    public required string Source { get; init; }

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
