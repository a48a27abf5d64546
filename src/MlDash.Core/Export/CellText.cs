using System.Globalization;
using System.Text;
using System.Text.Json;
using MlDash.Json;

namespace MlDash.Export;

/// <summary>Values as cells of a table of text.</summary>
internal static class CellText
{
    /// <summary>Text as it is, null as nothing, everything else as its JSON.</summary>
    public static string? Of(object? value) => value switch
    {
        null => null,
        string text => text,
        double real => real.ToString("R", CultureInfo.InvariantCulture),
        long whole => whole.ToString(CultureInfo.InvariantCulture),
        _ => JsonText.Line(value),
    };

    /// <summary>The list, object or truth value that a cell was written for; else the text. Whether a text is a number, its column tells.</summary>
    public static object? Read(string cell)
    {
        if (cell is "true" or "false")
            return cell == "true";
        if (cell[0] is not ('[' or '{'))
            return cell;
        try
        {
            return JsonValues.Parse(Encoding.UTF8.GetBytes(cell));
        }
        catch (JsonException)
        {
            // A text that only begins like one.
            return cell;
        }
    }
}
