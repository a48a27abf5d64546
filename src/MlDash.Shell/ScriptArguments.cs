using System.Collections;

namespace MlDash.Shell;

/// <summary>Arguments of a script as pwsh binds them after <c>-File</c>: <c>-Name value</c>, <c>-Name:value</c>, <c>-Switch</c>, and the rest by position.</summary>
internal static class ScriptArguments
{
    public static (Hashtable Named, ArrayList Positional) Split(string[] arguments)
    {
        var named = new Hashtable(StringComparer.OrdinalIgnoreCase);
        var positional = new ArrayList();
        for (var i = 0; i < arguments.Length; i++)
        {
            if (!IsName(arguments[i]))
            {
                positional.Add(arguments[i]);
                continue;
            }

            var colon = arguments[i].IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
                named[arguments[i][1..colon]] = ValueOf(arguments[i][(colon + 1)..]);
            else if (i + 1 < arguments.Length && !IsName(arguments[i + 1]))
                named[arguments[i][1..]] = arguments[++i];
            else
                named[arguments[i][1..]] = true;
        }

        return (named, positional);
    }

    private static bool IsName(string argument) => argument.Length > 1 && argument[0] == '-' && (char.IsLetter(argument[1]) || argument[1] == '_');

    private static object ValueOf(string text) => text.ToUpperInvariant() switch
    {
        "$TRUE" => true,
        "$FALSE" => false,
        _ => text,
    };
}
