using System.Collections;
using MlDash.Cmdlets.Views;
using MlDash.Cmdlets.Waiting;

namespace MlDash.Cmdlets.Binding;

/// <summary>Completes names of parameters; each tells its value.</summary>
public sealed class ParamCompleter : NameCompleter
{
    private protected override IEnumerable<CompletedName> Find(CompletionRequest request, CompletedWord word) => request.FindExperiment() is var (store, path)
        ? AsyncBridge.Await(store.ReadParametersAsync(path, CancellationToken.None)).Cast<DictionaryEntry>()
            .Select(parameter => new CompletedName((string)parameter.Key, () => $"{parameter.Key} = {ViewText.Value(parameter.Value)}"))
        : [];
}
