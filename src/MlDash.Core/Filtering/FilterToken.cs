namespace MlDash.Filtering;

/// <summary>What a piece of a filter is.</summary>
internal enum FilterTokenKind
{
    /// <summary>A name, a value, or a word of the language.</summary>
    Word,

    /// <summary>A comparison such as <c>&lt;</c>.</summary>
    Operator,

    /// <summary>An opening parenthesis.</summary>
    Open,

    /// <summary>A closing parenthesis.</summary>
    Close,

    /// <summary>A comma.</summary>
    Comma,

    /// <summary>Behind the last piece.</summary>
    End,
}

/// <summary>A piece of a filter.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text, without quotes.</param>
/// <param name="At">Where it begins: the number of characters before it.</param>
/// <param name="IsQuoted">Whether it stood in quotes as a whole, so that it is no word of the language.</param>
internal readonly record struct FilterToken(FilterTokenKind Kind, string Text, int At, bool IsQuoted)
{
    private static readonly string[] _keywords = ["and", "or", "not", "exists", "has", "in"];

    /// <summary>Whether it is a word of the language.</summary>
    public bool IsKeyword => _keywords.Any(Is);

    /// <summary>Whether it is this word of the language.</summary>
    public bool Is(string word) => Kind == FilterTokenKind.Word && !IsQuoted && Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>How an error names it.</summary>
    public override string ToString() => Kind == FilterTokenKind.End ? "the end of the filter" : $"'{Text}'";
}
