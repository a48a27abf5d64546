namespace MlDash.Cmdlets.Binding;

/// <summary>Completes projects.</summary>
public sealed class ProjectCompleter : NameCompleter
{
    private protected override IEnumerable<CompletedName> Find(CompletionRequest request, CompletedWord word) => request.IsAtServer
        ? request.FindUnsent().Select(recording => recording.Target.Project).OfType<string>().Select(project => new CompletedName(project))
        : Project.Summarize(request.FindExperiments()).Where(project => project.Name.Length > 0).Select(project => new CompletedName(project.Name, () => TipOf(project)));

    private static string TipOf(Project project) =>
        $"{CompletionTips.Count(project.ExperimentCount, "experiment", "experiments")}, {project.RunningCount} running, last {ViewText.Ago(project.LastActiveAt)}";
}
