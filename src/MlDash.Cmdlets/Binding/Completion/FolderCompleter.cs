namespace MlDash.Cmdlets.Binding;

/// <summary>Completes folders between project and prefix.</summary>
public sealed class FolderCompleter : PrefixCompleter
{
    private protected override bool ShowsExperiments => false;

    private protected override IEnumerable<string?> Starts(CompletionRequest request) => [request.Text("Project")];
}
