namespace MlDash.Filtering;

/// <summary>What may stand at the end of a filter that is being written.</summary>
/// <param name="Start">Where the piece begins that is being written: the number of characters before it.</param>
/// <param name="Kind">What may stand there.</param>
/// <param name="Key">The name that an operator or value is for; null when there is none.</param>
public sealed record FilterPlace(int Start, FilterPlaceKind Kind, string? Key = null)
{
    /// <summary>The place at the end of a text, whose last piece may be unfinished.</summary>
    public static FilterPlace AtEndOf(string text)
    {
        var tokens = Read(ref text, out var open);
        // A piece that the text ends with is still being written; with a space behind it, the next one is.
        var isWriting = open is not null || (tokens.Count > 0 && tokens[^1].Kind == FilterTokenKind.Word && !char.IsWhiteSpace(text[^1]));
        var start = open ?? (isWriting ? tokens[^1].At : text.Length);
        if (isWriting && open is null)
            tokens.RemoveAt(tokens.Count - 1);
        var (expects, key) = (FilterPlaceKind.Condition, default(string));
        foreach (var token in tokens)
            (expects, key) = Behind(token, expects, key);
        return new(start, expects, key);
    }

    private static (FilterPlaceKind Expects, string? Key) Behind(FilterToken token, FilterPlaceKind before, string? key) => token.Kind switch
    {
        FilterTokenKind.Operator => (FilterPlaceKind.Value, key),
        FilterTokenKind.Open or FilterTokenKind.Comma => before == FilterPlaceKind.Value || token.Kind == FilterTokenKind.Comma
            ? (FilterPlaceKind.Value, key) : (FilterPlaceKind.Condition, null),
        FilterTokenKind.Close => (FilterPlaceKind.Join, null),
        _ when token.Is("and") || token.Is("or") || token.Is("not") => (FilterPlaceKind.Condition, null),
        _ when token.Is("exists") => (FilterPlaceKind.Name, null),
        _ when token.Is("has") || token.Is("in") => (FilterPlaceKind.Value, key),
        _ when before == FilterPlaceKind.Name => (FilterPlaceKind.Join, null),
        // Behind a value of a list in parentheses there is another one, which its comma tells.
        _ when before == FilterPlaceKind.Value => (FilterPlaceKind.Join, key),
        _ when Enum.TryParse<ExperimentStatus>(token.Text, ignoreCase: true, out _) => (FilterPlaceKind.Join, null),
        _ => (FilterPlaceKind.Operator, token.Text),
    };

    /// <summary>The pieces; of a text whose last quote is open, those before it.</summary>
    private static List<FilterToken> Read(ref string text, out int? open)
    {
        open = null;
        for (; ; )
        {
            try
            {
                return Pieces(text);
            }
            catch (ConfigurationException fault) when (fault.Target is int at)
            {
                // Names may begin before their quotes: params.'learning ra
                var start = at - 1;
                while (start > 0 && !char.IsWhiteSpace(text[start - 1]) && !FilterLexer.IsSign(text[start - 1]))
                    start--;
                open = open is null ? start : Math.Min(start, open.Value);
                text = text[..start];
            }
        }
    }

    private static List<FilterToken> Pieces(string text)
    {
        var tokens = FilterLexer.Read(text);
        tokens.RemoveAt(tokens.Count - 1);
        return tokens;
    }
}
