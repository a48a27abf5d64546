using System.Security.Cryptography;
using MlDash.Client;
using MlDash.Storage.Local;

namespace MlDash.Storage.Outgoing;

/// <summary>
/// Sends files straight to the server. One that cannot be sent now, or can be read only once, is copied into the spool and sent from there.
/// </summary>
internal sealed class DirectFileIntake(ServerClient server, OutgoingRecording recording) : IFileIntake
{
    private IFileIntake? _spooled;

    public async Task<FileEntry> AddAsync(FileUpload upload, CancellationToken cancellationToken)
    {
        if (upload.CanReopen && !recording.Outbox.IsOffline && !recording.Outbox.IsAway && recording.Sender.Ids is { } ids)
        {
            try
            {
                var file = await DescribeAsync(upload, cancellationToken).ConfigureAwait(false);
                return await recording.UploadsTo(ids)
                    .SendAsync(file, upload.Annotations, upload.Open, Guid.NewGuid().ToString(), upload.Progress, cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (MlDashException refused) when (Refusals.IsTooLarge(refused))
            {
                // A limit on the way is no reason to lose a file, as it loses no record: sent from the spool, it is refused with one warning and stays there.
            }
            catch (MlDashException away) when (Refusals.IsOfServer(away))
            {
                // A login that has ended or a page in the server's place costs no file, as it costs no record.
                recording.Outbox.Failed(away);
            }
        }

        _spooled ??= recording.OpenLocalIntake();
        return await _spooled.AddAsync(upload, cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<FileEntry>> CommitAsync(CancellationToken cancellationToken)
    {
        if (_spooled is null)
            return [];
        var listed = await _spooled.CommitAsync(cancellationToken).ConfigureAwait(false);
        await recording.Outbox.TryAsync(recording.Sender.SendFilesAsync, cancellationToken).ConfigureAwait(false);
        return listed;
    }

    public async ValueTask DisposeAsync()
    {
        // Kept here; the outbox sends it with the rest. Whoever stops a command does not wait for a server.
        if (_spooled is not null)
            await _spooled.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>What has to be known before the first byte is sent: the checksum travels in front of the bytes.</summary>
    private async Task<FileEntry> DescribeAsync(FileUpload upload, CancellationToken cancellationToken)
    {
        await using var source = upload.Open();
        var checksum = await SHA256.HashDataAsync(source, cancellationToken).ConfigureAwait(false);
        var file = LocalFileIntake.Announce(upload, recording.Path, server.Options.Clock);
        // The spool takes what the server cannot take now, and a file is received into a folder as well.
        var place = new LocalLayout(recording.Local.Root, recording.Path).FilePlace(file.Folder, file.Id, file.Name);
        ExperimentPlace.RefuseTooLong(place, file.Path, "file path");
        return new FileEntry(file)
        {
            Length = source.Length,
            Checksum = Convert.ToHexString(checksum).ToLowerInvariant(),
            UpdatedAt = server.Options.Clock.GetUtcNow(),
        };
    }
}
