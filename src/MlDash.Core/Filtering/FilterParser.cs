using MlDash.Text;

namespace MlDash.Filtering;

/// <summary>Reads the text of a filter; its grammar is in docs/filter.md.</summary>
/// <typeparam name="T">What is filtered.</typeparam>
internal sealed class FilterParser<T>
{
    /// <summary>How deep parentheses may lie in each other.</summary>
    private const int Deepest = 100;

    private readonly List<FilterToken> _tokens;
    private readonly FilterSubject<T> _subject;
    private readonly DateTimeOffset _now;
    private int _at;
    private int _depth;

    private FilterParser(List<FilterToken> tokens, FilterSubject<T> subject, DateTimeOffset now) =>
        (_tokens, _subject, _now) = (tokens, subject, now);

    private FilterToken Next => _tokens[_at];

    /// <summary>The whole filter.</summary>
    /// <exception cref="ConfigurationException"><c>IllegalFilter</c>.</exception>
    public static FilterNode<T> Read(string text, FilterSubject<T> subject, DateTimeOffset now)
    {
        var parser = new FilterParser<T>(FilterLexer.Read(text), subject, now);
        if (parser.Next.Kind == FilterTokenKind.End)
            return new AllOf<T>([]);
        var filter = parser.Or();
        return parser.Next.Kind == FilterTokenKind.End ? filter
            : throw FilterFault.At(parser.Next.At, $"{parser.Next} cannot stand here.", "Join conditions with 'and' or 'or'.");
    }

    private FilterToken Take() => _tokens[_at++];

    private bool Takes(string word)
    {
        var isNext = Next.Is(word);
        _at += isNext ? 1 : 0;
        return isNext;
    }

    private FilterNode<T> Or() => Joined("or", And, parts => new AnyOf<T>(parts));

    private FilterNode<T> And() => Joined("and", Not, parts => new AllOf<T>(parts));

    private FilterNode<T> Joined(string word, Func<FilterNode<T>> read, Func<IReadOnlyList<FilterNode<T>>, FilterNode<T>> join)
    {
        var parts = new List<FilterNode<T>> { read() };
        while (Takes(word))
            parts.Add(read());
        return parts.Count == 1 ? parts[0] : join(parts);
    }

    private FilterNode<T> Not()
    {
        var isNot = false;
        while (Takes("not"))
            isNot = !isNot;
        var condition = Condition();
        return isNot ? new NotSo<T>(condition) : condition;
    }

    private FilterNode<T> Condition()
    {
        var first = Next;
        if (first.Kind == FilterTokenKind.Open)
            return Inside();
        if (first.Kind != FilterTokenKind.Word)
            throw FilterFault.At(first.At, $"Expected a condition, but found {first}.", $"Write one such as: {_subject.Condition}");
        if (Takes("exists"))
            return new Exists<T>(_subject.KeyOf(Word($"a name such as {_subject.Name}")));
        var follows = _tokens[_at + 1];
        if (follows.Kind == FilterTokenKind.Operator || follows.Is("has") || follows.Is("in"))
            return Comparison();
        if (first.IsKeyword)
            throw FilterFault.At(first.At, $"Expected a condition, but found {first}.", $"Quote it if it is a part of a name: '{first.Text}'");
        if (_subject.WordOf(first) is not { } condition)
            return Search();
        _at++;
        return condition;
    }

    private FilterNode<T> Inside()
    {
        var open = Take();
        if (++_depth > Deepest)
            throw FilterFault.At(open.At, $"Parentheses lie more than {Deepest} deep in each other.", "Write a simpler filter.");
        var inside = Or();
        if (Take().Kind != FilterTokenKind.Close)
        {
            var found = _tokens[_at - 1];
            throw FilterFault.At(found.At, $"Expected ')', but found {found}.", "Close the parenthesis, or join conditions with 'and' or 'or'.");
        }

        _depth--;
        return inside;
    }

    private FilterNode<T> Comparison()
    {
        var name = Take();
        var (key, sign) = (_subject.KeyOf(name), Take());
        if (sign.Is("has"))
        {
            return key.IsList ? new Has<T>(key, Word("a text").Text)
                : throw FilterFault.At(sign.At, $"'{key.Text}' is no list.", _subject.HasAction);
        }

        if (sign.Is("in"))
            return In(key);
        if (sign.Text is "~" or "!~")
        {
            FilterNode<T> fits = new Fits<T>(key, PatternOf(Word("a pattern")));
            return sign.Text == "~" ? fits : new AllOf<T>([new Exists<T>(key), new NotSo<T>(fits)]);
        }

        if (key.IsList)
            throw FilterFault.At(sign.At, $"'{key.Text}' is a list.", $"Write {key.Text} has 'text', or {key.Text} ~ 'pattern*'.");
        return Compared(key, sign.Text == "==" ? "=" : sign.Text, Word("a value"));
    }

    private AnyOf<T> In(FilterKey<T> key)
    {
        if (Next.Kind != FilterTokenKind.Open)
            throw FilterFault.At(Next.At, $"Expected '(', but found {Next}.", $"Write values in parentheses: {_subject.Choice}");
        var parts = new List<FilterNode<T>>();
        do
        {
            _at++;
            var value = Word("a value");
            parts.Add(key.IsList ? new Has<T>(key, value.Text) : Compared(key, "=", value));
        }
        while (Next.Kind == FilterTokenKind.Comma);
        return Take().Kind == FilterTokenKind.Close ? new(parts)
            : throw FilterFault.At(
                _tokens[_at - 1].At, $"Expected ',' or ')', but found {_tokens[_at - 1]}.", "Separate values by commas and close the parenthesis.");
    }

    private Compares<T> Compared(FilterKey<T> key, string sign, FilterToken token)
    {
        var value = FilterValue.Of(token.Text, token.IsQuoted, _now);
        key.Check(token, value);
        return new(key, sign, value);
    }

    private Mentions<T> Search()
    {
        var words = new List<string> { Take().Text };
        while (Next.Kind == FilterTokenKind.Word && !Next.IsKeyword && _tokens[_at + 1] is var follows
            && follows.Kind is not (FilterTokenKind.Operator or FilterTokenKind.Open) && !follows.Is("has") && !follows.Is("in"))
            words.Add(Take().Text);
        return new(words, _subject.TextsOf);
    }

    private FilterToken Word(string what) => Next.Kind == FilterTokenKind.Word && !Next.IsKeyword ? Take()
        : throw FilterFault.At(
            Next.At, $"Expected {what}, but found {Next}.", "Quote a text that is a word of the language, or has signs.");

    private static Wildcard PatternOf(FilterToken token)
    {
        try
        {
            return Wildcard.ForName(token.Text);
        }
        catch (ConfigurationException fault)
        {
            throw FilterFault.At(token.At, fault.Message, fault.RecommendedAction);
        }
    }
}
