namespace MlDash.Storage.Outgoing;

/// <summary>Keeps files in the folder of an open experiment, then sends those that were kept.</summary>
internal sealed class SendingFileIntake(IFileIntake local, OutgoingRecording recording) : IFileIntake
{
    public Task<FileEntry> AddAsync(FileUpload upload, CancellationToken cancellationToken) => local.AddAsync(upload, cancellationToken);

    public async Task<IReadOnlyList<FileEntry>> CommitAsync(CancellationToken cancellationToken)
    {
        var listed = await local.CommitAsync(cancellationToken).ConfigureAwait(false);
        await recording.Outbox.TryAsync(recording.Sender.SendFilesAsync, cancellationToken).ConfigureAwait(false);
        return listed;
    }

    /// <summary>Stored files are sent with the rest; stopping a command does not wait for a server.</summary>
    public ValueTask DisposeAsync() => local.DisposeAsync();
}
