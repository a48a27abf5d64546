using System.Globalization;
using System.Text;
using System.Text.Json;
using MlDash.Json;

namespace MlDash.Import.Exported;

/// <summary>Values as cells of exported tables, and back to the same values.</summary>
internal static class ExportedCell
{
    /// <summary>The largest integer up to which each is a double of its own.</summary>
    public const long LargestExact = 1L << 53;

    /// <summary>
    /// The narrowest kind that holds a value. Null and the empty text are no empty cells, and readers of CSV do not keep a carriage return: such values are
    /// JSON.
    /// </summary>
    public static CellKind KindOf(object? value) => value switch
    {
        bool => CellKind.Flag,
        long => CellKind.Whole,
        double => CellKind.Number,
        string { Length: > 0 } text when !text.Contains('\r', StringComparison.Ordinal) => CellKind.Text,
        _ => CellKind.Json,
    };

    /// <summary>The narrowest kind that holds the values of two.</summary>
    public static CellKind Widest(CellKind one, CellKind other) => (one, other) switch
    {
        var (left, right) when left == right || right == CellKind.Empty => left,
        (CellKind.Empty, _) => other,
        (CellKind.Whole or CellKind.Number or CellKind.Mixed, CellKind.Whole or CellKind.Number or CellKind.Mixed) => CellKind.Mixed,
        _ => CellKind.Json,
    };

    /// <summary>The text of a value.</summary>
    public static string TextOf(CellKind kind, object? value) => kind switch
    {
        CellKind.Text => (string)value!,
        CellKind.Whole => ((long)value!).ToString(CultureInfo.InvariantCulture),
        _ => JsonText.Line(value),
    };

    /// <summary>The value of a double in a column of integers and doubles, where a file has no integers beside them.</summary>
    public static object Unmixed(double value) =>
        double.IsInteger(value) && Math.Abs(value) <= LargestExact && !(value == 0 && double.IsNegative(value)) ? (object)(long)value : value;

    /// <summary>The value of a text.</summary>
    /// <exception cref="InvalidDataException">It is none of this kind.</exception>
    public static object? Read(CellKind kind, string text)
    {
        if (kind == CellKind.Text)
            return text;
        object? value;
        try
        {
            value = JsonValues.Parse(Encoding.UTF8.GetBytes(text));
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"A cell of the kind {kind} has no JSON value: {fault.Message}", fault);
        }

        return kind == CellKind.Json || KindOf(value) == kind || (kind == CellKind.Mixed && value is long or double)
            ? value
            : throw new InvalidDataException($"A cell has a value that is not of the kind {kind}.");
    }
}
