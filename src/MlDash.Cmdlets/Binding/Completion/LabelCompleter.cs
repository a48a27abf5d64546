namespace MlDash.Cmdlets.Binding;

/// <summary>Completes labels that are in use: those of files for commands about files, else those of experiments. Each tells how many carry it.</summary>
public abstract class LabelCompleter : NameCompleter
{
    private protected override IEnumerable<CompletedName> Find(CompletionRequest request, CompletedWord word) => request.IsAboutFiles
        ? Count(request.FindFiles().SelectMany(LabelsOf), "file", "files")
        : Count(request.FindExperiments().SelectMany(LabelsOf), "experiment", "experiments");

    private protected abstract string[] LabelsOf(ExperimentRecord record);

    private protected abstract string[] LabelsOf(FileEntry file);

    private static IEnumerable<CompletedName> Count(IEnumerable<string> labels, string one, string many) =>
        labels.GroupBy(label => label, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new CompletedName(group.Key, () => $"On {CompletionTips.Count(group.Count(), one, many)}"));
}
