namespace MlDash.Cmdlets.Binding;

/// <summary>Completes tags that the experiment of the line has: those that can be taken from it.</summary>
public sealed class OwnTagCompleter : NameCompleter
{
    private protected override IEnumerable<CompletedName> Find(CompletionRequest request, CompletedWord word) =>
        request.Experiment is { } experiment ? experiment.Tags.Select(tag => new CompletedName(tag, () => $"On {experiment}")) : [];
}
