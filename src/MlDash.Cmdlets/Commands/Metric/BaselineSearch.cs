using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Waiting;
using MlDash.Judging;
using MlDash.Storage;
using MlDash.Text;

namespace MlDash.Cmdlets.Commands;

/// <summary>Finds the experiments that others are compared with.</summary>
/// <param name="command">The command.</param>
/// <param name="finder">Finds experiments where the command looks.</param>
/// <param name="query">Which are found.</param>
internal sealed class BaselineSearch(MlDashCommand command, ExperimentFinder finder, BaselineQuery query)
{
    private Experiment[]? _named;

    /// <summary>Those that were named: of these, the completed ones that are not compared themselves.</summary>
    /// <exception cref="ExperimentException">One is not there.</exception>
    public IReadOnlyList<Experiment> Named(IEnumerable<ExperimentReference> given, IReadOnlyList<Experiment> subjects)
    {
        _named ??= [.. given.SelectMany(one => finder.Find(one, takesPatterns: true))];
        return [.. _named.Where(one => one.Status == ExperimentStatus.Completed && !IsAny(one.Stored, subjects))
            .OrderByDescending(one => ExperimentQuery.MomentOf(one.Stored)).Take(query.Last)];
    }

    /// <summary>Those that are found: where the command looks when a place is given, else where the subject is kept.</summary>
    public IReadOnlyList<Experiment> Found(IReadOnlyList<Experiment> subjects, bool isPlaceGiven)
    {
        var asked = query.Experiments.Prefixes.Length > 0 || query.Experiments.Tags.Length > 0 ? query
            : query with { Experiments = query.Experiments with { Prefixes = [BesidePattern(subjects[0])] } };
        IEnumerable<ExperimentStore> stores = isPlaceGiven ? finder.Stores : [Experiment.StoreOf(subjects[0])];
        return [.. stores.SelectMany(store => In(store, asked, subjects))
            .OrderByDescending(one => ExperimentQuery.MomentOf(one.Stored)).Take(query.Last)];
    }

    private IEnumerable<Experiment> In(ExperimentStore store, BaselineQuery asked, IReadOnlyList<Experiment> subjects)
    {
        foreach (var record in AsyncBridge.Pump(asked.FindAsync(store.Reader, found => IsAny(found, subjects), command.Stopped)))
            yield return new Experiment(store, record);
        command.ShowWarnings(store.Warnings);
    }

    private static bool IsAny(ExperimentRecord record, IReadOnlyList<Experiment> subjects) =>
        subjects.Any(subject => BaselineQuery.IsSame(record, subject.Stored));

    /// <summary>What lies in the folder of an experiment, and below it.</summary>
    private static Wildcard BesidePattern(Experiment subject) =>
        Wildcard.ForName(subject.Prefix.LastIndexOf('/') is var slash and > 0 ? Wildcard.Escape(subject.Prefix[..slash]) + "/*" : "*");
}
