using System.Collections;
using MlDash.Cmdlets.Views;

namespace MlDash.Cmdlets.Binding;

/// <summary>Completes names of parameters; each tells its value.</summary>
public sealed class ParamCompleter : NameCompleter
{
    private protected override IEnumerable<CompletedName> Find(CompletionRequest request, CompletedWord word) => request.FindExperiment() is var (store, path)
        ? store.ReadParametersAsync(path, CancellationToken.None).GetAwaiter().GetResult().Cast<DictionaryEntry>()
            .Select(parameter => new CompletedName((string)parameter.Key, () => $"{parameter.Key} = {ViewText.Value(parameter.Value)}"))
        : [];
}
