using System.Management.Automation.Language;
using System.Text;
using MlDash.Text;

namespace MlDash.Cmdlets.Binding;

/// <summary>
/// The word under the cursor. The engine hands it over with its escapes resolved, between the quotes it began with; a quote that is not closed yet is
/// closed by the engine.
/// </summary>
internal sealed class CompletedWord
{
    /// <summary>More names would be no help to anybody.</summary>
    private const int MostNames = 500;

    private readonly char _quote;
    private readonly bool _isPattern;
    private readonly Wildcard? _pattern;

    /// <param name="word">As the engine has it.</param>
    /// <param name="isPattern">Whether the command takes a pattern here.</param>
    public CompletedWord(string word, bool isPattern)
    {
        _isPattern = isPattern;
        _quote = word is ['\'' or '"', ..] ? word[0] : '\0';
        var given = _quote == '\0' ? word : word.Length > 1 && word[^1] == _quote ? word[1..^1] : word[1..];
        Text = isPattern ? Wildcard.Unescape(given) : given;
        if (isPattern && Wildcard.HasWildcard(given))
            _pattern = Wildcard.ForName(given + '*');
    }

    /// <summary>What was typed so far, as the name it would be.</summary>
    public string Text { get; }

    /// <summary>The part up to the last slash, without it; null when there is none.</summary>
    public string? Folder => Text.LastIndexOf('/') is var slash and >= 0 ? Text[..slash] : null;

    /// <summary>Names that continue the word, then those that contain it, each once, and no more than anyone reads.</summary>
    public IReadOnlyList<T> Fitting<T>(IEnumerable<T> names, Func<T, string> textOf)
    {
        List<T> first = [], then = [];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            var text = textOf(name);
            if (Begins(text) && seen.Add(text))
                first.Add(name);
            else if (then.Count < MostNames && Text.Length > 0 && text.Contains(Text, StringComparison.OrdinalIgnoreCase) && seen.Add(text))
                then.Add(name);
            if (first.Count == MostNames)
                return first;
        }

        first.AddRange(then.Take(MostNames - first.Count));
        return first;
    }

    /// <summary>The name as it has to be typed so that the command gets exactly it: bare where that is safe, else in the quotes the word began with.</summary>
    public string Write(string name)
    {
        var value = _isPattern ? Wildcard.Escape(name) : name;
        return _quote switch
        {
            '"' => $"\"{EscapeDouble(value)}\"",
            '\0' when IsBare(value) => value,
            _ => $"'{CodeGeneration.EscapeSingleQuotedStringContent(value)}'",
        };
    }

    private bool Begins(string name) => name.StartsWith(Text, StringComparison.OrdinalIgnoreCase) || _pattern?.IsMatch(name) == true;

    /// <summary>Letters first, so that it is neither a number nor a parameter nor an operator, and nothing the parser looks at after them.</summary>
    private static bool IsBare(string value) =>
        value.Length > 0 && (char.IsAsciiLetter(value[0]) || value[0] == '_')
        && value.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.' or '/' or ':');

    private static string EscapeDouble(string value)
    {
        var text = new StringBuilder();
        foreach (var letter in value)
        {
            // The parser takes typographic quotes for quotes too.
            if (letter is '`' or '$' or '"' or '\u201c' or '\u201d' or '\u201e')
                text.Append('`');
            text.Append(letter);
        }

        return text.ToString();
    }
}
