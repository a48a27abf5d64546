using System.Text.RegularExpressions;

namespace MlDash.HelpBuilder.Checking;

/// <summary>Phrases that are not plain English. The list is <c>UnwantedWords.txt</c>, so that a new phrase is one line.</summary>
internal static class UnwantedWords
{
    // Between two words of a phrase a line may end: the next one may begin with the mark of a comment, or a text of several lines may be joined.
    private const string Gap = """(?:\s|//+|"\s*\+\s*\$?")+""";

    private static readonly Phrase[] _phrases = [.. Lines().Select(Phrase.Parse)];

    /// <summary>The phrases as they are written in the list.</summary>
    public static IEnumerable<string> All => _phrases.Select(phrase => phrase.Text);

    /// <summary>Every unwanted phrase of a text, which is Markdown or source code.</summary>
    /// <param name="file">The name to report.</param>
    /// <param name="text">The whole text.</param>
    public static IEnumerable<Difference> In(string file, string text) =>
        from phrase in _phrases
        where text.Contains(phrase.Begin, StringComparison.OrdinalIgnoreCase)
        from match in phrase.Pattern.Matches(text)
        orderby match.Index
        select new Difference(file, "plain English", $"'{match.Value}' in line {LineOf(text, match.Index)}", $"Write instead: {phrase.Advice}.");

    private static int LineOf(string text, int at) => text.AsSpan(0, at).Count('\n') + 1;

    private static IEnumerable<string> Lines()
    {
        using var stream = typeof(UnwantedWords).Assembly.GetManifestResourceStream("UnwantedWords.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
                yield return line;
        }
    }

    /// <param name="Text">The phrase as it is written in the list.</param>
    /// <param name="Begin">The letters that each match begins with, which are found faster than the pattern; empty where it may begin otherwise.</param>
    /// <param name="Pattern">Finds it.</param>
    /// <param name="Advice">What to write instead.</param>
    private sealed record Phrase(string Text, string Begin, Regex Pattern, string Advice)
    {
        public static Phrase Parse(string line)
        {
            var parts = line.Split(" = ", 2);
            if (parts.Length < 2)
                throw new HelpException($"UnwantedWords.txt: the line '{line}' has no advice. Write it as 'phrase = advice'.");
            var pattern = $@"(?<!\w)(?:{parts[0].Replace(" ", Gap, StringComparison.Ordinal)})(?!\w)";
            return new(parts[0], BeginOf(parts[0]), new Regex(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant), parts[1]);
        }

        // A letter before the mark of a repetition may be missing.
        private static string BeginOf(string phrase)
        {
            if (phrase.Contains('|', StringComparison.Ordinal))
                return "";
            var letters = phrase.TakeWhile(char.IsAsciiLetter).Count();
            return phrase[..(letters < phrase.Length && "?*{".Contains(phrase[letters], StringComparison.Ordinal) ? letters - 1 : letters)];
        }
    }
}
