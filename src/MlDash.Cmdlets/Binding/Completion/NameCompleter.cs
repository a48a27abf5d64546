using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace MlDash.Cmdlets.Binding;

/// <summary>
/// What all completers share: names that begin with the word come before those that hold it, each is quoted so that it binds to exactly that name, and
/// whatever goes wrong, the user can type on: a completer never throws, and waits for a server no longer than <see cref="ServerAnswers"/> does.
/// </summary>
public abstract class NameCompleter : IArgumentCompleter
{
    /// <inheritdoc />
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            var request = new CompletionRequest(commandName, parameterName, commandAst, fakeBoundParameters);
            var word = new CompletedWord(request.Read(wordToComplete), TakesPattern(request));
            return [.. word.Fitting(Find(request, word), name => name.Typed ?? name.Text).Select(name => name.ToResult(word))];
        }
        catch (Exception)
        {
            // An error here would have nowhere to go but into the line the user types; the command itself reports it when it runs.
            return [];
        }
    }

    /// <summary>The names there are, in the order to show them; those that do not fit the word are left out afterwards.</summary>
    private protected abstract IEnumerable<CompletedName> Find(CompletionRequest request, CompletedWord word);

    /// <summary>Whether the command takes a pattern here, so that a name has to be escaped to mean itself.</summary>
    private protected virtual bool TakesPattern(CompletionRequest request) => request.ParameterTakesPattern;
}
