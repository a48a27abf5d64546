using System.Management.Automation;

namespace MlDash.Cmdlets.Binding;

/// <summary>Completes functions of the session: those that can be registered, or those that are.</summary>
public sealed class FunctionCompleter : NameCompleter
{
    /// <summary>Under a name with this begin a registered function is kept as it was.</summary>
    internal const string OriginalPrefix = "__MlDashOriginal_";

    private protected override IEnumerable<CompletedName> Find(CompletionRequest request, CompletedWord word)
    {
        var names = request.SessionState.InvokeProvider.Item.Get("function:*").Select(found => found.BaseObject).OfType<FunctionInfo>()
            .Select(function => function.Name).ToList();
        var registered = names.Where(name => name.StartsWith(OriginalPrefix, StringComparison.Ordinal))
            .Select(name => name[OriginalPrefix.Length..]).ToHashSet(StringComparer.OrdinalIgnoreCase);
        // Drives such as C: and the parent folder are functions, too.
        var found = request.BeginsExperiment
            ? names.Where(name => !name.StartsWith(OriginalPrefix, StringComparison.Ordinal) && !registered.Contains(name) && char.IsLetterOrDigit(name[^1]))
            : registered;
        return found.Order(StringComparer.OrdinalIgnoreCase).Select(name => new CompletedName(name));
    }
}
