using MlDash.Cmdlets.Sessions;

namespace MlDash.Cmdlets.Binding;

/// <summary>Completes paths of experiments: those that are open in this session first, then those that the line can find.</summary>
public sealed class ExperimentCompleter : PrefixCompleter
{
    /// <summary>Paths are read as patterns even where these are refused, so a name with such characters is escaped.</summary>
    private protected override bool TakesPattern(CompletionRequest request) => true;

    private protected override IEnumerable<CompletedName> Find(CompletionRequest request, CompletedWord word) =>
        (Session.Standing?.Open ?? []).Reverse()
            .Select(open => new CompletedName(open.Prefix, () => "Open in this session"))
            .Concat(base.Find(request, word));
}
