using System.Runtime.CompilerServices;
using MlDash.Errors;
using MlDash.Experiments;
using MlDash.Ids;
using MlDash.Storage.Local;
using MlDash.Storage.Outgoing;
using MlDash.Text;

namespace MlDash.Retention;

/// <summary>The rules of the projects of a root. Removed experiments go to its recycle bin.</summary>
/// <param name="store">The root.</param>
public sealed class LocalRetention(LocalExperimentStore store) : IRetention, IRetainedData
{
    private const string LockFile = ".mldash-retention.lock";

    /// <inheritdoc />
    bool IRetainedData.HasRecycleBin => true;

    /// <inheritdoc />
    public Task<IReadOnlyList<ProjectRetention>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ProjectRetention>>(
        [.. RetentionDocument.Read(store.Root).Select(project => new ProjectRetention(project.Key, project.Value, store.Root))]);

    /// <inheritdoc />
    public Task<ProjectRetention> SetAsync(string project, string rules, CancellationToken cancellationToken)
    {
        _ = RetentionRules.Parse(rules, store.Clock);
        RetentionDocument.Write(store.Root, project, rules.Trim(), store.Clock);
        return Task.FromResult(new ProjectRetention(project, rules.Trim(), store.Root));
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<RetentionResult> PlanAsync(
        string project, string? rules, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var parsed = RetentionRules.Parse(rules ?? RetentionDocument.Read(store.Root).GetValueOrDefault(project, string.Empty), store.Clock);
        var experiments = await FactsAsync(project, parsed, cancellationToken).ConfigureAwait(false);
        var begun = new HashSet<ExperimentPath>();
        foreach (var (experiment, step) in experiments.Select(facts => (facts.Experiment, RetentionStep.Begun(store.Layout(facts.Experiment.Path)))))
        {
            if (step is null)
                continue;
            begun.Add(experiment.Path);
            yield return Begun(project, experiment, step);
        }

        await foreach (var planned in parsed.PlanAsync(experiments, project, store.Root, this, store.Clock.GetUtcNow(), cancellationToken)
            .ConfigureAwait(false))
        {
            // What was begun is done first; a metric that is being thinned is not thinned again.
            if (planned.What != RetentionKind.Points || !begun.Contains(planned.Experiment!.Path))
                yield return planned;
        }
    }

    /// <inheritdoc />
    public async Task<RetentionResult> ApplyAsync(RetentionResult planned, CancellationToken cancellationToken)
    {
        DiskPaths.MakeFolder(store.Root);
        // One at a time in a root, for as long as it takes.
        using var held = await FileLock.TakeAsync(Path.Combine(store.Root, LockFile), cancellationToken).ConfigureAwait(false);
        store.RecycleBin.Recover(cancellationToken);
        var experiment = planned.Experiment!;
        var layout = store.Layout(experiment.Path);
        if (RetentionStep.Begun(layout) is { } begun)
        {
            var isDone = Finish(layout, begun, cancellationToken);
            if ((begun.What, begun.Name) == (planned.What, planned.Name))
                return new(planned) { Done = isDone };
        }

        if (await store.GetAsync(experiment.Path, cancellationToken).ConfigureAwait(false) is not { } now || now.Id != experiment.Id)
            return planned;
        RefuseChanged(now, experiment);
        if (planned.What == RetentionKind.Experiment)
        {
            await store.RecycleBin.RecycleAsync(experiment.Path, cancellationToken).ConfigureAwait(false);
            return new(planned) { Done = true };
        }

        var step = planned.What == RetentionKind.File
            ? FileRetention.Begin(layout, planned.Name!, planned.FileId!, planned.Rule, store.Clock.GetUtcNow())
            : await new MetricThinning(store, layout, planned.Name!).BeginAsync(RetentionRules.PointsOf(planned.Rule), planned.Rule, cancellationToken)
                .ConfigureAwait(false);
        return step is not null && Finish(layout, step, cancellationToken) ? new(planned) { Size = step.Bytes, Freed = step.Bytes, Done = true } : planned;
    }

    /// <inheritdoc />
    Task<long?> IRetainedData.SizeAsync(ExperimentRecord experiment, CancellationToken cancellationToken) => Task.FromResult(DiskFaults.Translate<long?>(
        $"Measuring the experiment '{experiment.Path}'",
        () =>
        {
            var layout = store.Layout(experiment.Path);
            try
            {
                return ExperimentDeletion.SizeOf(layout, store.Root);
            }
            catch (IOException) when (!File.Exists(layout.Experiment))
            {
                // Removed since it was found, perhaps by another run.
                return null;
            }
        }));

    /// <inheritdoc />
    async IAsyncEnumerable<FileEntry> IRetainedData.FilesAsync(ExperimentRecord experiment, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var file in store.FindFilesAsync(experiment.Path, new(), cancellationToken).ConfigureAwait(false))
        {
            // What the disk has counts, not what the list says.
            if (FileId.IsId(file.Id))
                yield return new(file) { Length = FileRetention.LengthOf(store.Layout(experiment.Path), file) };
        }
    }

    /// <inheritdoc />
    async IAsyncEnumerable<ThickMetric> IRetainedData.MetricsAsync(
        ExperimentRecord experiment, int points, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var layout = store.Layout(experiment.Path);
        // What was sent, or received, is continued by the number of its lines.
        if (SendJournal.ServersOf(layout).Count > 0 || ReceivedOrigin.Of(layout) is not null)
            yield break;
        await foreach (var (name, freed) in MetricThinning.FindAsync(store, layout, points, cancellationToken).ConfigureAwait(false))
            yield return new(name, freed);
    }

    private async Task<List<RetentionFacts>> FactsAsync(string project, RetentionRules rules, CancellationToken cancellationToken)
    {
        var query = new ExperimentQuery { Projects = [Wildcard.ForName(Wildcard.Escape(project))] };
        var unsent = UnsentRecording.All().Where(unsent => unsent.Local.Root == store.Root).Select(unsent => unsent.Path).ToHashSet();
        var found = new List<RetentionFacts>();
        if (rules.AskOnlyRecords)
        {
            await foreach (var record in store.FindAsync(query, cancellationToken).ConfigureAwait(false))
                Add(RunFacts.OfRecord(record));
            return found;
        }

        // A store of its own, whose warnings are about these facts alone.
        var reader = new LocalExperimentStore(store.Root, store.Clock);
        await foreach (var facts in reader.ReadFactsAsync(query, new Dictionary<ExperimentPath, RunFacts>(), cancellationToken).ConfigureAwait(false))
            Add(facts);
        return reader.Warnings.TryDequeue(out var warning) ? throw new StorageException(
            "RetentionUndecided",
            $"Whether a rule keeps an experiment cannot be decided: {warning}",
            "Run Test-MlDashStore to see what is damaged, and repair it or move the experiment away.")
        { Category = FaultCategory.InvalidData } : found;

        void Add(RunFacts facts)
        {
            // The pattern takes names of any case; the rules are those of one project.
            if (facts.Experiment.Project == project)
                found.Add(new(facts, unsent.Contains(facts.Experiment.Path)));
        }
    }

    private bool Finish(LocalLayout layout, RetentionStep step, CancellationToken cancellationToken) =>
        DiskFaults.Translate($"Removing '{step.Name}' of '{layout.Path}'", () =>
        {
            if (step.What == RetentionKind.Points)
                return new MetricThinning(store, layout, step.Name).Finish(step, cancellationToken);
            FileRetention.Finish(store, layout, step);
            return true;
        });

    private void RefuseChanged(ExperimentRecord now, ExperimentRecord then)
    {
        if (now.WriteProtected)
            throw ExperimentErrors.WriteProtected(now.Path);
        if (now.Status == ExperimentStatus.Running)
            throw ExperimentErrors.Running(now.Path);
        if (UnsentRecording.IsWaiting(store.Root, now.Path))
            throw ExperimentErrors.Unsent(now.Path);
        if (now.Status != then.Status || now.UpdatedAt != then.UpdatedAt || now.EndedAt != then.EndedAt || !now.Tags.SequenceEqual(then.Tags))
            throw ExperimentErrors.Stale(now.Path);
    }

    private RetentionResult Begun(string project, ExperimentRecord experiment, RetentionStep step) => new()
    {
        What = step.What,
        Prefix = experiment.Path.Value,
        Name = step.Name,
        Project = project,
        Rule = step.Rule,
        Size = step.Bytes,
        Freed = step.Bytes,
        Root = store.Root,
        Experiment = experiment,
        FileId = step.FileId,
    };
}
