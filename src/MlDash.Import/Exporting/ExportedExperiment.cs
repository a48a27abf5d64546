namespace MlDash;

/// <summary>What was exported of one experiment.</summary>
public sealed class ExportedExperiment
{
    /// <summary>Path of the experiment.</summary>
    public required string Prefix { get; init; }

    /// <summary>What it was exported to.</summary>
    public required ExportFormat Format { get; init; }

    /// <summary>Full path of the archive, or of the folder that the experiment has there.</summary>
    public required string Path { get; init; }

    /// <summary>Points.</summary>
    public long Points { get; init; }

    /// <summary>Log entries.</summary>
    public long Logs { get; init; }

    /// <summary>Entries of tracks.</summary>
    public long TrackEntries { get; init; }

    /// <summary>Parameters.</summary>
    public int Parameters { get; init; }

    /// <summary>Files.</summary>
    public int Files { get; init; }

    /// <summary>
    /// What the format has no place for: it lies in <c>artifacts/mldash</c> of the run of MLflow, from where Import-MlDashExperiment takes it back.
    /// </summary>
    public string[] KeptAside { get; init; } = [];

    /// <summary>What could not be exported.</summary>
    public string[] LeftOut { get; init; } = [];

    /// <inheritdoc />
    public override string ToString() => Path;
}
