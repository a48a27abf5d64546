using MlDash.Cmdlets.Views;
using MlDash.Storage.Local;

namespace MlDash.Cmdlets.Binding;

/// <summary>
/// Completes projects. Which there are is known at once from one experiment of each folder of the root; what else a walk over all experiments finds in time,
/// and how many each project has, is added.
/// </summary>
public sealed class ProjectCompleter : NameCompleter
{
    private protected override IEnumerable<CompletedName> Find(CompletionRequest request, CompletedWord word)
    {
        if (request.IsAtServer)
            return request.FindUnsent().Select(recording => recording.Target.Project).OfType<string>().Select(project => new CompletedName(project));
        var firsts = request.Stores.SelectMany(FirstOfEachFolder).ToList();
        var found = Project.Summarize(request.FindExperiments()).ToDictionary(project => project.Name, StringComparer.Ordinal);
        return firsts.Union(found.Keys, StringComparer.Ordinal).Where(name => name.Length > 0).Order(StringComparer.Ordinal)
            .Select(name => new CompletedName(name, () => request.IsLate ? null : TipOf(found[name])));
    }

    private static IEnumerable<string> FirstOfEachFolder(LocalExperimentStore store) =>
        store.ListFolders(null).Select(folder => FirstIn(Path.Combine(store.Root, folder))).OfType<string>();

    private static string? FirstIn(string folder) =>
        new LocalExperimentStore(folder).FindAsync(new ExperimentQuery(), CancellationToken.None).ToBlockingEnumerable().FirstOrDefault()?.Project;

    private static string TipOf(Project project) =>
        $"{CompletionTips.Count(project.ExperimentCount, "experiment", "experiments")}, {project.RunningCount} running, last {ViewText.Ago(project.LastActiveAt)}";
}
