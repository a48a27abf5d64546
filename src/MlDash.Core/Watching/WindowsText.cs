using System.Collections;
using System.Text;

namespace MlDash.Watching;

/// <summary>What a program on Windows gets as one text: its arguments, and its environment.</summary>
internal static class WindowsText
{
    /// <summary>The command line, which programs take apart by the rules of the C runtime.</summary>
    /// <param name="program">Full path of the program.</param>
    /// <param name="arguments">Its arguments.</param>
    public static string CommandLine(string program, IEnumerable<string> arguments)
    {
        // Nothing in the name of a program is an escape, and a path has no quotation marks.
        var line = new StringBuilder().Append('"').Append(program).Append('"');
        foreach (var argument in arguments)
            AppendArgument(line.Append(' '), argument);
        return line.ToString();
    }

    /// <summary>An environment: each variable with a zero behind it, in order of their names, and one more zero.</summary>
    /// <param name="variables">Names with their values.</param>
    public static string Environment(IDictionary variables)
    {
        var block = new StringBuilder();
        foreach (var one in variables.Cast<DictionaryEntry>().OrderBy(one => (string)one.Key, StringComparer.OrdinalIgnoreCase))
            block.Append((string)one.Key).Append('=').Append((string?)one.Value).Append('\0');
        return block.Append('\0').ToString();
    }

    private static void AppendArgument(StringBuilder line, string argument)
    {
        if (argument.Length > 0 && !argument.Any(letter => letter == '"' || char.IsWhiteSpace(letter)))
        {
            line.Append(argument);
            return;
        }

        line.Append('"');
        var backslashes = 0;
        foreach (var letter in argument)
        {
            // Backslashes are escapes only in front of a quotation mark.
            if (letter == '"')
                line.Append('\\', backslashes + 1);
            line.Append(letter);
            backslashes = letter == '\\' ? backslashes + 1 : 0;
        }

        line.Append('\\', backslashes).Append('"');
    }
}
