using System.Globalization;
using System.Text;

namespace MlDash.Ci;

/// <summary>Properties as Java writes them: escapes, continued lines, comments. TeamCity keeps what it knows of a build in such files.</summary>
internal sealed class JavaProperties
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>A property; null when no file had it.</summary>
    public string? this[string name] => _values.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    /// <summary>Takes the properties of a file that are allowed; others are forgotten as they are read. Those of earlier files stay.</summary>
    public void Add(byte[] file, Func<string, bool> isAllowed)
    {
        foreach (var line in Lines(Encoding.UTF8.GetString(file)))
        {
            var end = EndOfName(line);
            var name = Unescape(line[..end]);
            if (!isAllowed(name))
                continue;
            var value = line[end..].TrimStart(' ', '\t', '\f');
            if (value is ['=' or ':', ..])
                value = value[1..].TrimStart(' ', '\t', '\f');
            _values.TryAdd(name, Unescape(value));
        }
    }

    /// <summary>Lines without comments; one that ends in an odd number of backslashes continues in the next.</summary>
    private static IEnumerable<string> Lines(string text)
    {
        StringBuilder? begun = null;
        foreach (var raw in text.Split(["\r\n", "\n", "\r"], StringSplitOptions.None))
        {
            var line = raw.TrimStart(' ', '\t', '\f');
            if (begun is null && line is "" or ['#' or '!', ..])
                continue;
            var backslashes = line.Length - line.TrimEnd('\\').Length;
            if (backslashes % 2 == 1)
            {
                (begun ??= new StringBuilder()).Append(line, 0, line.Length - 1);
                continue;
            }

            yield return begun is null ? line : begun.Append(line).ToString();
            begun = null;
        }

        if (begun is not null)
            yield return begun.ToString();
    }

    private static int EndOfName(string line)
    {
        for (var at = 0; at < line.Length; at++)
        {
            if (line[at] == '\\')
                at++;
            else if (line[at] is '=' or ':' or ' ' or '\t' or '\f')
                return at;
        }

        return line.Length;
    }

    private static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
            return text;
        var plain = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '\\' || ++at == text.Length)
            {
                if (at < text.Length)
                    plain.Append(text[at]);
            }
            else if (text[at] == 'u' && at + 4 < text.Length
                && ushort.TryParse(text.AsSpan(at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                plain.Append((char)code);
                at += 4;
            }
            else
            {
                plain.Append(text[at] switch { 't' => '\t', 'n' => '\n', 'r' => '\r', 'f' => '\f', var letter => letter });
            }
        }

        return plain.ToString();
    }
}
