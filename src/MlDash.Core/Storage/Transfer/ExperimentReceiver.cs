using MlDash.Client;
using MlDash.Errors;
using MlDash.Protocol;
using MlDash.Records;
using MlDash.Storage.Local;
using MlDash.Storage.Outgoing;
using MlDash.Storage.Remote;

namespace MlDash.Storage.Transfer;

/// <summary>
/// Writes what a server has of one experiment as a local one: several streams and files side by side, each stream from the line on that it already has,
/// each file only when its bytes are not there. Left at any point, it is taken up by the next call. How much a server says there is and how much comes are
/// compared; an answer that falls short is an error, and only what is whole gets the document that makes it an experiment.
/// </summary>
internal sealed partial class ExperimentReceiver
{
    private readonly RemoteExperimentStore _store;
    private readonly ServerClient _server;
    private readonly RemoteIds _ids;
    private readonly ExperimentRecord _record;
    private readonly LocalLayout _layout;
    private readonly ExperimentPath _path;
    private readonly ExperimentWriter _writer;
    private readonly LocalAdditions _additions;
    private readonly SkippedParts _skipped;
    private readonly IProgress<TransferCounts>? _progress;
    private readonly Action<string> _warn;
    private readonly ReceivedPlaces _places;
    private readonly object _counting = new();

    /// <param name="store">The experiments of the server.</param>
    /// <param name="server">Asks it.</param>
    /// <param name="ids">The experiment's ids there.</param>
    /// <param name="record">Its details.</param>
    /// <param name="layout">Where it is written.</param>
    /// <param name="path">The path it is known by, once it is whole.</param>
    /// <param name="writer">Writes it; made before the additions were looked for.</param>
    /// <param name="additions">What is there that the server does not have.</param>
    /// <param name="skipped">What is left out.</param>
    /// <param name="progress">Shows what has come so far.</param>
    public ExperimentReceiver(
        RemoteExperimentStore store, ServerClient server, RemoteIds ids, ExperimentRecord record, LocalLayout layout, ExperimentPath path,
        ExperimentWriter writer, LocalAdditions additions, SkippedParts skipped, IProgress<TransferCounts>? progress)
    {
        (_store, _server, _ids, _record, _layout, _path) = (store, server, ids, record, layout, path);
        (_writer, _additions) = (writer, additions);
        (_skipped, _progress) = (skipped, progress);
        _warn = store.Warnings.Enqueue;
        _places = new ReceivedPlaces(layout, _warn);
    }

    /// <summary>What has come so far.</summary>
    public TransferCounts Counts { get; private set; } = new();

    private TimeProvider Clock => _server.Options.Clock;

    private string Data => Routes.Experiment(_ids.Experiment);

    /// <summary>Receives it.</summary>
    /// <exception cref="NetworkException"><c>ServerAnswerNotUnderstood</c>, <c>ServerAnswerIncomplete</c>, or the server is unreachable.</exception>
    /// <exception cref="StorageException">The disk, or <c>ChecksumMismatch</c>.</exception>
    public async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ReceivePartsAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw DiskFaults.Explain($"Receiving '{_record.Path}' into '{_layout.Folder}'", fault);
        }
    }

    private async Task ReceivePartsAsync(CancellationToken cancellationToken)
    {
        Prepare();
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
        _writer.Complete(ExperimentDocument.Received(_record, _path, Clock.GetUtcNow()), _additions.Details, cancellationToken);
    }

    /// <summary>The error when something else has the place.</summary>
    internal static ExperimentException Exists(ExperimentPath path, LocalLayout layout) => new(
        "ExperimentExists",
        $"'{path}' cannot be received: '{layout.Folder}' contains another experiment.",
        "Choose another -Destination, or replace it with -Force.")
    { Category = FaultCategory.ResourceExists, Target = layout.Folder };

    private void Prepare()
    {
        _writer.MakeFolders();
        new ReceivedOrigin(_server.Address.AbsoluteUri, _ids.Experiment, _record.Path.Value).Write(_layout);
    }

    /// <summary>Whether a stream may be written; one with records that the server does not have stays as it is.</summary>
    private bool MayReceive(StreamId stream, string what)
    {
        if (!_additions.Unsent.TryGetValue(stream, out var records))
            return true;
        WarnOfAddition(what, $"{records} records were added here that were not sent to {_server.Address}");
        return false;
    }

    private void WarnOfAddition(string what, string why) => _warn(
        $"{Sentence(what)} of '{_record.Path}' was not received: {why}. "
        + "Send the experiment with Send-MlDashExperiment and receive it again, or replace the local one with -Force.");

    private static string Sentence(string what) => $"{char.ToUpperInvariant(what[0])}{what[1..]}";

    private async Task ReceiveParametersAsync(CancellationToken cancellationToken)
    {
        if (_additions.Parameters)
        {
            WarnOfAddition("the set of parameters", "some were set here that were not sent");
            return;
        }

        if (await _server.TryGetBytesAsync($"{Data}/parameters", cancellationToken).ConfigureAwait(false) is not { } answer)
            return;
        var (document, count) = ReceivedRecords.Parameters(_server.Address, answer);
        if (!_writer.WriteParameters(document, cancellationToken))
        {
            WarnOfAddition("the set of parameters", "some were set here at the same time");
            return;
        }

        Count(counts => new TransferCounts(counts) { Parameters = count });
    }

    private void Count(Func<TransferCounts, TransferCounts> change)
    {
        lock (_counting)
            Counts = change(Counts);
        _progress?.Report(Counts);
    }
}
