using System.Collections;
using MlDash.Recording;

namespace MlDash.Storage.Local;

/// <summary>One experiment that is recorded into its folder.</summary>
internal sealed class LocalRecording(
    LocalExperimentStore store, ExperimentRecord record, ExperimentRun run, IRecordSink sink, Heartbeat heartbeat) : IOpenRecording
{
    public ExperimentRecord Record => record;

    public IRecordSink Sink => sink;

    public IExperimentKeeper Keeper => store;

    public Task MergeParametersAsync(IDictionary flat, bool replaceDamaged, CancellationToken cancellationToken) =>
        store.MergeParametersAsync(record.Path, flat, replaceDamaged, cancellationToken);

    public IFileIntake OpenIntake() => store.OpenIntake(record.Path);

    public async Task<ExperimentRecord> CloseAsync(ExperimentStatus status, string? reason, CancellationToken cancellationToken)
    {
        var closed = await store.CloseAsync(record.Path, run, status, reason, cancellationToken).ConfigureAwait(false);
        heartbeat.End();
        return closed;
    }
}
