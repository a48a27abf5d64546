using System.Collections.Concurrent;
using MlDash.Client;
using MlDash.Storage.Local;

namespace MlDash.Storage.Outgoing;

/// <summary>
/// Records experiments on this machine first and sends them to a server from there, so that neither an unreachable server nor a process that is killed loses
/// a record.
/// </summary>
internal sealed class OutgoingRecorder : IExperimentRecorder
{
    private readonly ServerClient _server;
    private readonly bool _isOffline;
    private readonly ConcurrentQueue<string> _warnings;
    private readonly LocalExperimentStore? _folder;
    private readonly IServerSide? _there;

    private OutgoingRecorder(ServerClient server, bool isOffline, ConcurrentQueue<string> warnings, LocalExperimentStore? folder, IServerSide? there)
    {
        (_server, _isOffline, _warnings, _folder, _there) = (server, isOffline, warnings, folder, there);
    }

    /// <summary>Records into a folder of the user, where the experiments stay and are read.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="server">The server.</param>
    /// <param name="isOffline">Whether the server is not contacted: records wait for <see cref="SpoolSync"/>.</param>
    public static OutgoingRecorder Into(LocalExperimentStore folder, ServerClient server, bool isOffline) =>
        new(server, isOffline, folder.Warnings, folder, null);

    /// <summary>Records into the spool, where experiments are only until the server has them.</summary>
    /// <param name="there">Where they are read and changed.</param>
    /// <param name="server">The server.</param>
    /// <param name="isOffline">Whether the server is not contacted: records wait for <see cref="SpoolSync"/>.</param>
    /// <param name="warnings">Warnings of the recording and of the spool are added here, such as that the server is unreachable.</param>
    public static OutgoingRecorder IntoSpool(IServerSide there, ServerClient server, bool isOffline, ConcurrentQueue<string> warnings) =>
        new(server, isOffline, warnings, null, there);

    public Task<ExperimentPath> PlaceAsync(ExperimentPath path, string? project, CancellationToken cancellationToken) =>
        _there?.PlaceAsync(path, project, cancellationToken) ?? Task.FromResult(path);

    public async Task<IOpenRecording> OpenAsync(
        ExperimentPath path, string? project, ExperimentChange change, ExperimentRun run, CancellationToken cancellationToken)
    {
        // In the spool an experiment has its path on the server, which begins with its owner and project.
        var target = _folder is null ? RemotePath.Whole(path, null) : RemotePath.Of(path, project, _server.UserName);
        // The document of a folder says the same project as the server, except for a bare name, which only a server has to put into one.
        var opening = new Opening(path, _folder is null || path.Project is not null ? target.Project : project, change, run);
        return await OutgoingRecording.OpenAsync(_server, _folder, _there, opening, target, _isOffline, _warnings, cancellationToken).ConfigureAwait(false);
    }
}
