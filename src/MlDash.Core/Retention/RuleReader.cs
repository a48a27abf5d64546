using System.Globalization;
using MlDash.Filtering;

namespace MlDash.Retention;

/// <summary>Reads the words of one rule.</summary>
/// <param name="text">All rules.</param>
/// <param name="begin">Where the rule begins in them.</param>
/// <param name="rule">The rule, without blanks at its ends.</param>
internal sealed class RuleReader(string text, int begin, string rule)
{
    private int _at;

    /// <summary>The rule.</summary>
    public string Rule => rule;

    /// <summary>Whether nothing is left.</summary>
    public bool IsAtEnd
    {
        get
        {
            while (_at < rule.Length && char.IsWhiteSpace(rule[_at]))
                _at++;
            return _at == rule.Length;
        }
    }

    /// <summary>What is left of the rule, and where it begins in the text.</summary>
    public (string Text, int At) Rest => IsAtEnd ? (string.Empty, begin + rule.Length) : (rule[_at..], begin + _at);

    /// <summary>Takes a word of the language, when it is the next one.</summary>
    public bool Takes(string word)
    {
        if (!Peek().Equals(word, StringComparison.OrdinalIgnoreCase))
            return false;
        _at += word.Length;
        return true;
    }

    /// <summary>Takes the words of the language that follow each other, or none of them.</summary>
    public bool Takes(params ReadOnlySpan<string> words)
    {
        var before = _at;
        foreach (var word in words)
        {
            if (!Takes(word))
            {
                _at = before;
                return false;
            }
        }

        return true;
    }

    /// <summary>Takes a whole number from 1 on.</summary>
    /// <param name="what">What it is, for the error.</param>
    public int Number(string what)
    {
        var word = Peek();
        if (!int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1)
            throw Fault($"Expected {what}, but found {Found(word)}.", "Write a whole number from 1 on.");
        _at += word.Length;
        return number;
    }

    /// <summary>Takes a text, which may be quoted.</summary>
    /// <param name="what">What it is, for the error.</param>
    public string Quoted(string what)
    {
        if (IsAtEnd)
            throw Fault($"Expected {what}, but found the end of the rule.", "Quote a text that has blanks.");
        var at = begin + _at;
        if (rule[_at] is not ('\'' or '"'))
        {
            var word = Peek();
            _at += word.Length;
            return word;
        }

        var (quote, taken) = (rule[_at], new System.Text.StringBuilder());
        for (_at++; _at < rule.Length; _at++)
        {
            if (rule[_at] == quote && (_at + 1 == rule.Length || rule[_at + 1] != quote))
            {
                _at++;
                return taken.ToString();
            }

            taken.Append(rule[_at]);
            _at += rule[_at] == quote ? 1 : 0;
        }

        throw RetentionFault.At(at, "A quoted text has no end.", $"Close it with {quote}; a {quote} inside is written twice.");
    }

    /// <summary>Takes an amount with its unit, which may stand apart.</summary>
    /// <param name="read">What the text is; null when it is none.</param>
    /// <param name="what">What it is, for the error.</param>
    /// <param name="example">One that is right.</param>
    public T Amount<T>(Func<string, T?> read, string what, string example)
        where T : struct
    {
        var first = Peek();
        if (read(first) is { } one)
        {
            _at += first.Length;
            return one;
        }

        var before = _at;
        _at += first.Length;
        var unit = Peek();
        if (unit.Length > 0 && read(first + unit) is { } two)
        {
            _at += unit.Length;
            return two;
        }

        _at = before;
        throw Fault($"Expected {what}, but found {Found(first)}.", $"Write one such as {example}.");
    }

    /// <summary>Makes sure that the rule ends here.</summary>
    /// <param name="action">What can stand here.</param>
    public void End(string action)
    {
        if (!IsAtEnd)
            throw Fault($"{Found(Peek())} cannot stand here.", action);
    }

    /// <summary>The error for what stands next.</summary>
    public ConfigurationException Fault(string what, string action) => RetentionFault.At(Rest.At, what, action);

    /// <summary>The next word as it is named in an error.</summary>
    public string Next => Found(Peek());

    /// <summary>The filter that is left of the rule.</summary>
    public RunFilter Filter(TimeProvider clock)
    {
        var (filter, at) = Rest;
        _at = rule.Length;
        try
        {
            return RunFilter.Parse(filter, clock);
        }
        catch (ConfigurationException fault) when (fault.Target is int inside)
        {
            var what = fault.Message[(fault.Message.IndexOf(": ", StringComparison.Ordinal) + 2)..];
            throw RetentionFault.At(at + inside - 1, what, fault.RecommendedAction);
        }
    }

    private string Peek()
    {
        if (IsAtEnd)
            return string.Empty;
        var end = _at;
        while (end < rule.Length && !char.IsWhiteSpace(rule[end]))
            end++;
        return rule[_at..end];
    }

    private string Found(string word) => word.Length > 0 ? $"'{word}'" : begin + rule.Length < text.Length ? "the end of the rule" : "the end";
}
