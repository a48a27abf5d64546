using System.Management.Automation;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// The arguments of a program as they were typed. PowerShell cuts <c>-p:Debug</c> into two, as it does for its own parameters, and makes a list of <c>1,2</c>;
/// programs that it runs itself get both whole. The text of the command shows what was typed as one.
/// </summary>
/// <param name="invocation">The command.</param>
internal sealed class TypedArguments(InvocationInfo invocation)
{
    /// <summary>All lines of the command; PowerShell before 7.5 knows its first line alone.</summary>
    private readonly string _typed = PSObject.AsPSObject(invocation).Properties["Statement"]?.Value as string is { Length: > 0 } whole
        ? whole : invocation.Line;

    /// <summary>The arguments for the program.</summary>
    /// <param name="bound">The arguments that PowerShell has bound.</param>
    public string[] Of(object?[] bound)
    {
        var arguments = new List<string>();
        for (var at = 0; at < bound.Length; at++)
        {
            var texts = TextsOf(bound[at]);
            if (at + 1 < bound.Length && texts is [['-', .., ':'] name] && IsTypedWithValue(name))
                arguments.Add(name + string.Join(',', TextsOf(bound[++at])));
            else if (texts.Length > 1 && _typed.Contains(string.Join(',', texts), StringComparison.Ordinal))
                arguments.Add(string.Join(',', texts));
            else
                arguments.AddRange(texts);
        }

        return [.. arguments];
    }

    /// <summary>Whether a program is the text of a block, since the parameters beside it left no other choice.</summary>
    public bool IsBlock(string program) => _typed.Contains($"{{{program}}}", StringComparison.Ordinal);

    /// <summary>A list is several arguments, as it is for programs that PowerShell runs itself.</summary>
    private static string[] TextsOf(object? argument) => (argument is PSObject wrapped ? wrapped.BaseObject : argument) switch
    {
        object?[] list => Array.ConvertAll(list, Text),
        _ => [Text(argument)],
    };

    private static string Text(object? value) => LanguagePrimitives.ConvertTo<string>(value) ?? string.Empty;

    /// <summary>Whether a name and its colon were typed with something right behind them.</summary>
    private bool IsTypedWithValue(string name)
    {
        for (var at = _typed.IndexOf(name, StringComparison.Ordinal); at >= 0; at = _typed.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            var end = at + name.Length;
            if ((at == 0 || char.IsWhiteSpace(_typed[at - 1])) && end < _typed.Length && !char.IsWhiteSpace(_typed[end]))
                return true;
        }

        return false;
    }
}
