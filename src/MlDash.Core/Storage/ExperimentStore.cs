using System.Collections.Concurrent;

namespace MlDash.Storage;

/// <summary>
/// Where experiments are kept: what reads them, what records them, and what changes them. In local mode all three work on a folder. In hybrid mode recording
/// also goes to a server, while reading and changing stay with the folder. In remote mode recording goes through a spool, and the server is read and changed.
/// </summary>
/// <param name="Reader">Reads experiments.</param>
/// <param name="Recorder">Opens experiments for recording.</param>
/// <param name="Keeper">Changes experiments that are not open here; an open one is changed by <see cref="IOpenRecording.Keeper"/>.</param>
public sealed record ExperimentStore(IExperimentReader Reader, IExperimentRecorder Recorder, IExperimentKeeper Keeper)
{
    /// <summary>What kind of place it is.</summary>
    public required ExperimentMode Mode { get; init; }

    /// <summary>The root folder or the server's address, for people.</summary>
    public required string Location { get; init; }

    /// <summary>Address of the server that has the experiments, too, or alone; null when none has.</summary>
    public string? Server { get; init; }

    /// <summary>What tells the time of what is recorded, and of every wait.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Full path of an experiment's folder on this machine, whether it exists or not; null when the store keeps none here.</summary>
    public Func<ExperimentPath, string?> FolderOf { get; init; } = _ => null;

    /// <summary>Where removed experiments go; null when removing them deletes them.</summary>
    public IRecycleBin? RecycleBin { get; init; }

    /// <summary>The files of the folders above the experiments; null when it has none.</summary>
    public IFolderFiles? Folders { get; init; }

    /// <summary>What the reader skipped, and what the recorder could not send. Callers take the warnings out and show them.</summary>
    public ConcurrentQueue<string> Warnings => Reader.Warnings;
}
