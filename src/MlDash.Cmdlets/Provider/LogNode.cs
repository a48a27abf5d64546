using System.Runtime.CompilerServices;
using MlDash.Cmdlets.Sessions;

namespace MlDash.Cmdlets.Provider;

/// <summary>The log of an experiment: one thing with content, however long it is.</summary>
internal sealed class LogNode(DrivePath path, Experiment experiment) : DriveNode(path)
{
    public override Experiment Experiment => experiment;

    public override bool IsContainer => false;

    public override Task<object> GetItemAsync(CancellationToken cancellationToken) =>
        Task.FromResult<object>(new DriveItem(Path.Leaf, "Logs", null) { Owner = experiment });

    public override async IAsyncEnumerable<object> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var link = new ExperimentLink(experiment);
        await foreach (var entry in experiment.Log.ReadAsync(new LogQuery(), cancellationToken).ConfigureAwait(false))
            yield return new LogEntry(entry) { Experiment = link };
    }
}
