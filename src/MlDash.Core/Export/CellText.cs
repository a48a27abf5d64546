using System.Globalization;
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
}
