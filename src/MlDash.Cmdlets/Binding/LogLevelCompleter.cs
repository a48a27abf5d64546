using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace MlDash.Cmdlets.Binding;

/// <summary>Completes log levels.</summary>
public sealed class LogLevelCompleter : IArgumentCompleter
{
    /// <inheritdoc />
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Enum.GetNames<LogLevel>().Where(level => level.StartsWith(wordToComplete, StringComparison.OrdinalIgnoreCase)).Select(level => new CompletionResult(level));
}
