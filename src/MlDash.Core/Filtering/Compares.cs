using MlDash.Text;

namespace MlDash.Filtering;

/// <summary>The value compares with another one. A value that a subject does not have compares with none.</summary>
internal sealed record Compares<T>(FilterKey<T> Key, string Sign, FilterValue Value) : FilterCondition<T>
{
    /// <inheritdoc />
    public override FilterKey<T> Asked => Key;

    /// <inheritdoc />
    public override bool Holds(T subject) => Key.Of(subject) switch
    {
        null => false,
        DateTimeOffset time => OrderOf(time) is { } order && IsSo(order),
        string text => OfText(text),
        var stored => StoredNumber.Of(stored) is { } number && OfNumber(number),
    };

    /// <summary>Whether it may hold for a value between two others, which are numbers or times.</summary>
    public bool MayHold(object least, object greatest)
    {
        if (OrderOf(least) is not { } from || OrderOf(greatest) is not { } to)
            return true;
        return Sign switch
        {
            "=" => from <= 0 && to >= 0,
            "<" or "<=" => IsSo(from),
            ">" or ">=" => IsSo(to),
            // Beside the values between the two there may be NaN, for which this holds.
            _ => true,
        };
    }

    private double? Other => Key.IsSpan && Value.Span is { } span ? span.TotalSeconds : Value.Number;

    private int? OrderOf(object stored) => stored switch
    {
        DateTimeOffset time => Value.Time is { } other ? time.UtcTicks.CompareTo(other.UtcTicks) : null,
        string => null,
        _ => StoredNumber.Of(stored) is { } number && Other is { } other && !double.IsNaN(number) && !double.IsNaN(other) ? number.CompareTo(other) : null,
    };

    private bool OfNumber(double number)
    {
        if (Other is not { } known)
            return Sign == "!=";
        // Of NaN nothing can be said but that it is NaN.
        if (double.IsNaN(number) || double.IsNaN(known))
            return double.IsNaN(number) && double.IsNaN(known) ? Sign is "=" : Sign is "!=";
        return IsSo(number.CompareTo(known));
    }

    // A number that was not quoted is not before or behind a text.
    private bool OfText(string text) => Sign is "=" or "!=" || Value.IsQuoted || Value.Number is null
        ? IsSo(string.Compare(text, Value.Text, StringComparison.OrdinalIgnoreCase))
        : false;

    private bool IsSo(int order) => Sign switch
    {
        "=" => order == 0,
        "!=" => order != 0,
        "<" => order < 0,
        "<=" => order <= 0,
        ">" => order > 0,
        _ => order >= 0,
    };
}
