using System.Management.Automation;
using MlDash.Cmdlets.Binding;

namespace MlDash.Cmdlets.Commands;

/// <summary>Completes functions of the session: those that can be registered, or those that are.</summary>
public sealed class FunctionCompleter : NameCompleter
{
    private protected override IEnumerable<CompletedName> Find(CompletionRequest request, CompletedWord word) =>
        request.SessionState.InvokeProvider.Item.Get("function:*").Select(found => found.BaseObject).OfType<FunctionInfo>()
            // Drives such as C: and the parent folder are functions, too.
            .Where(function => RegisteredCall.IsProxy(function) != request.BeginsExperiment && char.IsLetterOrDigit(function.Name[^1]))
            .Select(function => function.Name).Order(StringComparer.OrdinalIgnoreCase).Select(name => new CompletedName(name));
}
