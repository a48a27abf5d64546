using System.Globalization;
using MlDash.Text;

namespace MlDash.Comparing;

/// <summary>
/// A value of a table of runs as it is ordered: numbers before texts, flags as 1 and 0, times as numbers. NaN comes behind all of them and what a run does
/// not have last, whatever the direction: a table sorted by a loss begins with losses.
/// </summary>
internal readonly record struct RunCell
{
    /// <summary>The characters of a text that count: cursors hold them.</summary>
    private const int LongestText = 100;

    private RunCell(Kind kind, double number = 0, string text = "") => (What, Number, Text) = (kind, number, text);

    /// <summary>What kinds of values there are, in their order.</summary>
    private enum Kind
    {
        Number,
        Text,
        NotANumber,
        Missing,
    }

    private Kind What { get; }

    private double Number { get; }

    private string Text { get; }

    /// <summary>A value as it is ordered.</summary>
    public static RunCell Of(object? value) => value switch
    {
        null => new(Kind.Missing),
        string text => new(Kind.Text, text: text.Length > LongestText ? text[..LongestText] : text),
        DateTimeOffset time => new(Kind.Number, time.UtcTicks),
        _ when StoredNumber.Of(value) is { } number => double.IsNaN(number) ? new(Kind.NotANumber) : new(Kind.Number, number),
        _ => Of(string.Create(CultureInfo.InvariantCulture, $"{value}")),
    };

    /// <summary>The value that <see cref="ToString"/> gave a text for; null when it is none.</summary>
    public static RunCell? Parse(string text) => text switch
    {
        ['n', .. var digits] when double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => new(Kind.Number, number),
        ['t', .. var rest] => new(Kind.Text, text: rest),
        "x" => new(Kind.NotANumber),
        "-" => new(Kind.Missing),
        _ => null,
    };

    /// <summary>Which of two comes first.</summary>
    /// <param name="other">The other one.</param>
    /// <param name="descending">Whether large values come first.</param>
    public int CompareTo(RunCell other, bool descending)
    {
        if (What >= Kind.NotANumber || other.What >= Kind.NotANumber)
            return What.CompareTo(other.What);
        var order = What != other.What ? What.CompareTo(other.What) : What == Kind.Number ? Number.CompareTo(other.Number)
            : string.CompareOrdinal(Text, other.Text);
        return descending ? -order : order;
    }

    /// <summary>The value as a text, for cursors.</summary>
    public override string ToString() => What switch
    {
        Kind.Number => string.Create(CultureInfo.InvariantCulture, $"n{Number:R}"),
        Kind.Text => "t" + Text,
        Kind.NotANumber => "x",
        _ => "-",
    };
}
