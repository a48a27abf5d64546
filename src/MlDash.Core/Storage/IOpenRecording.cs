using System.Collections;
using MlDash.Recording;

namespace MlDash.Storage;

/// <summary>One experiment that is open for recording, from the opening to the end of its run.</summary>
public interface IOpenRecording
{
    /// <summary>The experiment as it was opened.</summary>
    ExperimentRecord Record { get; }

    /// <summary>
    /// Where its records go. A batch is on the disk of this machine when it is written; <see cref="IRecordSink.FlushAsync"/> ends when it is everywhere else,
    /// too.
    /// </summary>
    IRecordSink Sink { get; }

    /// <summary>What changes the experiment while it is open, everywhere it is recorded to.</summary>
    IExperimentKeeper Keeper { get; }

    /// <summary>Merges flat parameters into the existing ones.</summary>
    /// <exception cref="StorageException"><c>DocumentDamaged</c> unless <paramref name="replaceDamaged"/>.</exception>
    Task MergeParametersAsync(IDictionary flat, bool replaceDamaged, CancellationToken cancellationToken);

    /// <summary>Begins to keep files.</summary>
    IFileIntake OpenIntake();

    /// <summary>Notes the end of the run.</summary>
    Task<ExperimentRecord> CloseAsync(ExperimentStatus status, string? reason, CancellationToken cancellationToken);
}
