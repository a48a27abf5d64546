using MlDash.Cmdlets.Waiting;
using MlDash.Storage.Local;
using MlDash.Storage.Outgoing;
using MlDash.Storage.Remote;
using MlDash.Storage.Transfer;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// Where runs are imported to: a folder, or a server. What goes to a server is written into a folder that is deleted afterwards; what the server has of it is
/// brought there first, so that only what is new is sent.
/// </summary>
internal sealed class ImportPlace : IDisposable
{
    private readonly RemoteExperimentStore? _server;

    private ImportPlace(string root, RemoteExperimentStore? server, CancellationToken cancellationToken)
    {
        Store = new LocalExperimentStore(root);
        _server = server;
        if (server is not null)
            Existing = path => AsyncBridge.Await(OnServerAsync(path, cancellationToken));
    }

    /// <summary>The folder.</summary>
    public LocalExperimentStore Store { get; }

    /// <summary>Where it is, for people.</summary>
    public string Location => _server?.Location ?? Store.Root;

    /// <summary>The experiment of a path on the server; null for a folder, which is looked into by itself.</summary>
    public Func<ExperimentPath, ExperimentRecord?>? Existing { get; }

    /// <summary>A folder that stays.</summary>
    public static ImportPlace InFolder(string root) => new(root, null, CancellationToken.None);

    /// <summary>A server.</summary>
    public static ImportPlace OnServer(RemoteExperimentStore server, CancellationToken cancellationToken) =>
        new(Directory.CreateTempSubdirectory("mldash-import-").FullName, server, cancellationToken);

    /// <summary>Brings what the server has of an experiment.</summary>
    public async Task BringAsync(ExperimentPath path, CancellationToken cancellationToken)
    {
        if (_server is null || await OnServerAsync(path, cancellationToken).ConfigureAwait(false) is not { } there)
            return;
        await _server.ReceiveAsync(there.Path, Store, path, SkippedParts.None, overwrite: false, null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends what has come since.</summary>
    public async Task SendAsync(ExperimentPath path, IProgress<TransferCounts> progress, CancellationToken cancellationToken)
    {
        if (_server is null || await Store.GetAsync(path, cancellationToken).ConfigureAwait(false) is not { } record)
            return;
        var target = await TargetAsync(path, cancellationToken).ConfigureAwait(false);
        await _server.SendAsync(Store, record, target, SkippedParts.None, progress, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        if (_server is not null)
            Directory.Delete(Store.Root, recursive: true);
    }

    private async Task<ExperimentRecord?> OnServerAsync(ExperimentPath path, CancellationToken cancellationToken) =>
        await _server!.GetAsync(await TargetAsync(path, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    private Task<ExperimentPath> TargetAsync(ExperimentPath path, CancellationToken cancellationToken) =>
        _server!.PlaceAsync(path, path.Project, cancellationToken);
}
