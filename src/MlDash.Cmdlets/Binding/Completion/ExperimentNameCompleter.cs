namespace MlDash.Cmdlets.Binding;

/// <summary>Completes names of experiments, the last segments of their paths.</summary>
public sealed class ExperimentNameCompleter : NameCompleter
{
    private protected override IEnumerable<CompletedName> Find(CompletionRequest request, CompletedWord word) => request.IsAtServer
        ? request.FindUnsent().Select(recording => new CompletedName(recording.Target.Name, () => recording.Target.Value))
        : request.FindExperiments().Select(record => new CompletedName(record.Name, () => $"{record.Path}: {CompletionTips.Of(record)}"));
}
