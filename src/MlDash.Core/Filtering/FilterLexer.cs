using System.Text;

namespace MlDash.Filtering;

/// <summary>Cuts the text of a filter into its pieces.</summary>
internal static class FilterLexer
{
    /// <summary>The most characters of a filter.</summary>
    public const int Longest = 10_000;

    private const string Operators = "=<>!~";
    private const string Ends = Operators + "(),";

    /// <summary>The pieces, the last of which is the end.</summary>
    /// <exception cref="ConfigurationException"><c>IllegalFilter</c>.</exception>
    public static List<FilterToken> Read(string text)
    {
        if (text.Length > Longest)
            throw FilterFault.At(Longest, $"It is longer than {Longest} characters.", "Write a shorter filter.");
        var tokens = new List<FilterToken>();
        for (var at = 0; ;)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at]))
                at++;
            if (at == text.Length)
            {
                tokens.Add(new(FilterTokenKind.End, string.Empty, at, false));
                return tokens;
            }

            var token = text[at] switch
            {
                '(' => new(FilterTokenKind.Open, "(", at, false),
                ')' => new(FilterTokenKind.Close, ")", at, false),
                ',' => new(FilterTokenKind.Comma, ",", at, false),
                var sign when Operators.Contains(sign, StringComparison.Ordinal) => Operator(text, at),
                _ => default(FilterToken?),
            };
            tokens.Add(token ?? Word(text, ref at));
            at += token?.Text.Length ?? 0;
        }
    }

    /// <summary>Whether a character ends a word.</summary>
    public static bool IsSign(char letter) => Ends.Contains(letter, StringComparison.Ordinal);

    private static FilterToken Operator(string text, int at)
    {
        var two = text.AsSpan(at, Math.Min(2, text.Length - at));
        var sign = two is "==" or "!=" or "<=" or ">=" or "!~" ? two.ToString() : text[at].ToString();
        return sign != "!" ? new(FilterTokenKind.Operator, sign, at, false)
            : throw FilterFault.At(at, "'!' stands only before = and ~.", "Write 'not' before what must not hold.");
    }

    // Quoted parts and others that touch are one word: params.'learning rate'.
    private static FilterToken Word(string text, ref int at)
    {
        var (begin, word, plain, quoted) = (at, new StringBuilder(), 0, 0);
        while (at < text.Length && !char.IsWhiteSpace(text[at]) && !IsSign(text[at]))
        {
            if (text[at] is not ('\'' or '"'))
            {
                word.Append(text[at++]);
                plain++;
                continue;
            }

            Quoted(text, ref at, word);
            quoted++;
        }

        return new(FilterTokenKind.Word, word.ToString(), begin, plain == 0 && quoted > 0);
    }

    // A quote inside is written twice.
    private static void Quoted(string text, ref int at, StringBuilder word)
    {
        var (begin, quote) = (at, text[at]);
        for (at++; at < text.Length; at++)
        {
            if (text[at] == quote && (at + 1 == text.Length || text[at + 1] != quote))
            {
                at++;
                return;
            }

            word.Append(text[at]);
            if (text[at] == quote)
                at++;
        }

        throw FilterFault.At(begin, "A quoted text has no end.", $"Close it with {quote}; a {quote} inside is written twice.");
    }
}
