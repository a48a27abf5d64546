using MlDash.Text;

namespace MlDash.Filtering;

/// <summary>Reads the text of a filter; its grammar is in docs/filter.md.</summary>
internal sealed class FilterParser
{
    /// <summary>How deep parentheses may lie in each other.</summary>
    private const int Deepest = 100;

    private static readonly string[] _keywords = ["and", "or", "not", "exists", "has", "in"];

    private readonly List<FilterToken> _tokens;
    private readonly DateTimeOffset _now;
    private int _at;
    private int _depth;

    private FilterParser(List<FilterToken> tokens, DateTimeOffset now) => (_tokens, _now) = (tokens, now);

    private FilterToken Next => _tokens[_at];

    /// <summary>The whole filter.</summary>
    /// <exception cref="ConfigurationException"><c>IllegalFilter</c>.</exception>
    public static FilterNode Read(string text, DateTimeOffset now)
    {
        var parser = new FilterParser(FilterLexer.Read(text), now);
        if (parser.Next.Kind == FilterTokenKind.End)
            return new AllOf([]);
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

    private FilterNode Or() => Joined("or", And, parts => new AnyOf(parts));

    private FilterNode And() => Joined("and", Not, parts => new AllOf(parts));

    private FilterNode Joined(string word, Func<FilterNode> read, Func<IReadOnlyList<FilterNode>, FilterNode> join)
    {
        var parts = new List<FilterNode> { read() };
        while (Takes(word))
            parts.Add(read());
        return parts.Count == 1 ? parts[0] : join(parts);
    }

    private FilterNode Not()
    {
        var isNot = false;
        while (Takes("not"))
            isNot = !isNot;
        var condition = Condition();
        return isNot ? new NotSo(condition) : condition;
    }

    private FilterNode Condition()
    {
        var first = Next;
        if (first.Kind == FilterTokenKind.Open)
            return Inside();
        if (first.Kind != FilterTokenKind.Word)
            throw FilterFault.At(first.At, $"Expected a condition, but found {first}.", "Write one such as: params.lr < 0.01");
        if (Takes("exists"))
            return new Exists(FilterKey.Of(Word("a name such as params.lr")));
        var follows = _tokens[_at + 1];
        if (follows.Kind == FilterTokenKind.Operator || follows.Is("has") || follows.Is("in"))
            return Comparison();
        if (IsKeyword(first))
            throw FilterFault.At(first.At, $"Expected a condition, but found {first}.", $"Quote it if it is a part of a name: '{first.Text}'");
        return StatusOf(first) is { } status ? IsStatus(Take(), status) : Search();
    }

    private FilterNode Inside()
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

    private FilterNode Comparison()
    {
        var name = Take();
        var (key, sign) = (FilterKey.Of(name), Take());
        if (sign.Is("has"))
        {
            return key.IsList ? new Has(key, Word("a text").Text)
                : throw FilterFault.At(sign.At, $"'{key.Text}' is no list.", "'has' asks for a text of tags or bindrs. Write = for a value.");
        }

        if (sign.Is("in"))
            return In(key);
        if (sign.Text is "~" or "!~")
        {
            FilterNode fits = new Fits(key, PatternOf(Word("a pattern")));
            return sign.Text == "~" ? fits : new AllOf([new Exists(key), new NotSo(fits)]);
        }

        if (key.IsList)
            throw FilterFault.At(sign.At, $"'{key.Text}' is a list.", $"Write {key.Text} has 'text', or {key.Text} ~ 'pattern*'.");
        return Compared(key, sign.Text == "==" ? "=" : sign.Text, Word("a value"));
    }

    private AnyOf In(FilterKey key)
    {
        if (Next.Kind != FilterTokenKind.Open)
            throw FilterFault.At(Next.At, $"Expected '(', but found {Next}.", "Write values in parentheses: status in (failed, completed)");
        var parts = new List<FilterNode>();
        do
        {
            _at++;
            var value = Word("a value");
            parts.Add(key.IsList ? new Has(key, value.Text) : Compared(key, "=", value));
        }
        while (Next.Kind == FilterTokenKind.Comma);
        return Take().Kind == FilterTokenKind.Close ? new(parts)
            : throw FilterFault.At(
                _tokens[_at - 1].At, $"Expected ',' or ')', but found {_tokens[_at - 1]}.", "Separate values by commas and close the parenthesis.");
    }

    private Compares Compared(FilterKey key, string sign, FilterToken token)
    {
        var value = FilterValue.Of(token.Text, token.IsQuoted, _now);
        if (key.IsStatus && StatusOf(token with { IsQuoted = false }) is null)
            throw FilterFault.At(token.At, $"'{token.Text}' is no status.", $"Give {string.Join(", ", Enum.GetNames<ExperimentStatus>()).ToLowerInvariant()}.");
        if (key.IsTime && value.Time is null)
            throw FilterFault.At(token.At, $"'{token.Text}' is no time.", "Give a date, such as 2026-01-31, or how long ago, such as -7d.");
        if (key.IsSpan && value.Span is null && value.Number is null)
            throw FilterFault.At(token.At, $"'{token.Text}' is no length of time.", "Give seconds, or a number with s, min, h, d or w.");
        return new(key, sign, value);
    }

    private Mentions Search()
    {
        var words = new List<string> { Take().Text };
        while (Next.Kind == FilterTokenKind.Word && !IsKeyword(Next) && _tokens[_at + 1] is var follows
            && follows.Kind is not (FilterTokenKind.Operator or FilterTokenKind.Open) && !follows.Is("has") && !follows.Is("in"))
            words.Add(Take().Text);
        return new(words);
    }

    private FilterToken Word(string what) => Next.Kind == FilterTokenKind.Word && !IsKeyword(Next) ? Take()
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

    private static bool IsKeyword(FilterToken token) => _keywords.Any(token.Is);

    private static ExperimentStatus? StatusOf(FilterToken token) =>
        Array.Find(Enum.GetNames<ExperimentStatus>(), token.Is) is { } name ? Enum.Parse<ExperimentStatus>(name) : null;

    private static Compares IsStatus(FilterToken token, ExperimentStatus status) =>
        new(FilterKey.Of(token with { Text = "status" }), "=", new(status.ToString(), true, null, null, null));
}
