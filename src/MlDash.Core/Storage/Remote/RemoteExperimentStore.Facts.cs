using MlDash.Experiments;

namespace MlDash.Storage.Remote;

/// <content>Facts of experiments.</content>
public sealed partial class RemoteExperimentStore
{
    /// <inheritdoc />
    public IAsyncEnumerable<RunFacts> ReadFactsAsync(
        ExperimentQuery query, IReadOnlyDictionary<ExperimentPath, RunFacts> known, CancellationToken cancellationToken) =>
        PointwiseFacts.ReadAsync(this, query, known, cancellationToken);
}
