using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace MlDash.Cmdlets.Binding;

/// <summary>Completes names of aggregations.</summary>
public sealed class AggregationCompleter : IArgumentCompleter
{
    /// <inheritdoc />
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Enum.GetNames<SummaryAggregation>().Where(name => name.StartsWith(wordToComplete, StringComparison.OrdinalIgnoreCase)).Select(name => new CompletionResult(name));
}
