using MlDash.Experiments;

namespace MlDash.Storage.Outgoing;

/// <summary>Changes an open experiment in its folder, and then sends what has changed.</summary>
internal sealed class SendingKeeper(IExperimentKeeper local, OutgoingRecording recording) : IExperimentKeeper
{
    public async Task<ExperimentRecord> UpdateAsync(ExperimentPath path, ExperimentChange change, CancellationToken cancellationToken)
    {
        var record = await local.UpdateAsync(path, change, cancellationToken).ConfigureAwait(false);
        await recording.Outbox.TryAsync(recording.Sender.SendDetailsAsync, cancellationToken).ConfigureAwait(false);
        return record;
    }

    public Task<long> DeleteAsync(ExperimentPath path, CancellationToken cancellationToken) => local.DeleteAsync(path, cancellationToken);

    // An open experiment is at its path until it is completed.
    public Task<ExperimentRecord> RenameAsync(ExperimentPath path, ExperimentPath target, CancellationToken cancellationToken) =>
        throw ExperimentErrors.Running(path);

    public Task<ExperimentRecord> CopyAsync(ExperimentPath path, ExperimentPath target, CancellationToken cancellationToken) =>
        throw ExperimentErrors.Running(path);

    public Task<TrackInfo> UpdateTrackAsync(ExperimentPath path, string topic, SeriesDescription change, CancellationToken cancellationToken) =>
        throw ExperimentErrors.Running(path);

    public async Task<FileEntry> UpdateFileAsync(FileEntry file, FileAnnotations change, CancellationToken cancellationToken)
    {
        var changed = await local.UpdateFileAsync(file, change, cancellationToken).ConfigureAwait(false);
        await recording.Outbox.TryAsync(recording.Sender.SendFilesAsync, cancellationToken).ConfigureAwait(false);
        return changed;
    }

    public async Task DeleteFileAsync(FileEntry file, CancellationToken cancellationToken)
    {
        await local.DeleteFileAsync(file, cancellationToken).ConfigureAwait(false);
        await recording.Outbox.TryAsync(recording.Sender.SendFilesAsync, cancellationToken).ConfigureAwait(false);
    }
}
