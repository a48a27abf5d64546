using System.Collections.Specialized;
using MlDash.Storage.Local;
using MlDash.Storage.Outgoing;

namespace MlDash.Storage.Remote;

/// <summary>
/// Writes what a server has of one experiment as a local one: several streams and files side by side, each stream from the line on that it already has,
/// each file only when its bytes are not there. Left at any point, it is taken up by the next call. How much a server says there is and how much comes are
/// compared; an answer that falls short is an error, and only what is whole gets the document that makes it an experiment.
/// </summary>
internal sealed partial class ExperimentReceiver
{
    /// <summary>Says which experiment of which server a folder was received from.</summary>
    internal const string OriginFile = ".mldash-received.json";

    private readonly RemoteExperimentStore _store;
    private readonly ServerClient _server;
    private readonly RemoteIds _ids;
    private readonly ExperimentRecord _record;
    private readonly LocalLayout _layout;
    private readonly SkippedParts _skipped;
    private readonly IProgress<TransferCounts>? _progress;
    private readonly Action<string> _warn;
    private readonly ReceivedPlaces _places;
    private readonly object _counting = new();

    /// <param name="store">The experiments of the server.</param>
    /// <param name="server">Asks it.</param>
    /// <param name="ids">The experiment's ids there.</param>
    /// <param name="record">What is known of it.</param>
    /// <param name="layout">Where it is written.</param>
    /// <param name="skipped">What is left out.</param>
    /// <param name="progress">Shows what has come so far.</param>
    public ExperimentReceiver(
        RemoteExperimentStore store, ServerClient server, RemoteIds ids, ExperimentRecord record, LocalLayout layout, SkippedParts skipped,
        IProgress<TransferCounts>? progress)
    {
        (_store, _server, _ids, _record, _layout, _skipped, _progress) = (store, server, ids, record, layout, skipped, progress);
        _warn = store.Warnings.Enqueue;
        _places = new ReceivedPlaces(layout, _warn);
    }

    /// <summary>What has come so far.</summary>
    public TransferCounts Counts { get; private set; } = new();

    private string Data => $"/api/experiments/{Uri.EscapeDataString(_ids.Experiment)}";

    /// <summary>Receives it.</summary>
    /// <exception cref="ExperimentException"><c>ExperimentExists</c>.</exception>
    /// <exception cref="NetworkException"><c>ServerAnswerNotUnderstood</c>, <c>ServerAnswerIncomplete</c>, or the server is away.</exception>
    /// <exception cref="StorageException">The disk, or <c>ChecksumMismatch</c>.</exception>
    public async Task ReceiveAsync(LocalExperimentStore local, bool overwrite, CancellationToken cancellationToken)
    {
        try
        {
            await ReceivePartsAsync(local, overwrite, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw DiskFaults.Explain($"Receiving '{_record.Path}' into '{_layout.Folder}'", fault);
        }
    }

    private async Task ReceivePartsAsync(LocalExperimentStore local, bool overwrite, CancellationToken cancellationToken)
    {
        await PrepareAsync(local, overwrite, cancellationToken).ConfigureAwait(false);
        if (!_skipped.HasFlag(SkippedParts.Param))
            await ReceiveParametersAsync(cancellationToken).ConfigureAwait(false);
        if (!_skipped.HasFlag(SkippedParts.Log))
            await ReceiveLogsAsync(cancellationToken).ConfigureAwait(false);
        var together = new ParallelOptions { MaxDegreeOfParallelism = _server.Options.UploadWorkers, CancellationToken = cancellationToken };
        if (!_skipped.HasFlag(SkippedParts.Metric))
            await ReceiveMetricsAsync(together, cancellationToken).ConfigureAwait(false);
        if (!_skipped.HasFlag(SkippedParts.Track))
            await ReceiveTracksAsync(together, cancellationToken).ConfigureAwait(false);
        if (!_skipped.HasFlag(SkippedParts.File))
            await ReceiveFilesAsync(together, cancellationToken).ConfigureAwait(false);
        // Written last: a folder that looks whole is whole.
        SmallDocument.Write(_layout.Experiment, ExperimentDocument.Received(_record, _layout.Path));
    }

    private async Task PrepareAsync(LocalExperimentStore local, bool overwrite, CancellationToken cancellationToken)
    {
        var origin = Path.Combine(_layout.Folder, OriginFile);
        var before = SmallDocument.ReadIfWhole(origin);
        var same = before?.Text("experiment") == _ids.Experiment && before.Text("server") == _server.Address.AbsoluteUri;
        if (!same && File.Exists(_layout.Experiment))
        {
            if (!overwrite)
            {
                throw new ExperimentException(
                    "ExperimentExists",
                    $"A free place for '{_record.Path}' was expected, but '{_layout.Folder}' holds another experiment.",
                    "Choose another -Path, or replace it with -Force.")
                { Target = _layout.Folder };
            }

            await local.DeleteAsync(_layout.Path, cancellationToken).ConfigureAwait(false);
        }

        foreach (var folder in new[] { _layout.Folder, _layout.LogsFolder, _layout.MetricsFolder, _layout.FilesFolder })
            Directory.CreateDirectory(folder);
        SmallDocument.Write(origin, new OrderedDictionary { ["server"] = _server.Address.AbsoluteUri, ["experiment"] = _ids.Experiment });
    }

    private async Task ReceiveParametersAsync(CancellationToken cancellationToken)
    {
        byte[] answer;
        try
        {
            answer = await _server.GetBytesAsync($"{Data}/parameters", cancellationToken).ConfigureAwait(false);
        }
        catch (ExperimentException none) when (none.ErrorId == "NotOnServer")
        {
            return;
        }

        var (document, count) = ReceivedRecords.Parameters(_server.Address, answer);
        SmallDocument.Write(_layout.Parameters, document);
        Count(counts => counts with { Parameters = count });
    }

    private void Count(Func<TransferCounts, TransferCounts> change)
    {
        lock (_counting)
            Counts = change(Counts);
        _progress?.Report(Counts);
    }
}
