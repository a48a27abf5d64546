using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text;

namespace MlDash.Cmdlets.Capture;

/// <summary>
/// The text an object is noted as: what PowerShell makes of it in a string. Lists are joined by spaces. Secrets have no text but the name of their type.
/// </summary>
internal static class CaptureText
{
    /// <summary>Characters of an entry; the rest of a longer text is left out.</summary>
    public const int Limit = 8_192;

    /// <summary>The text of any object.</summary>
    public static string Of(object? item)
    {
        try
        {
            return Cut(Whole(item));
        }
        catch (Exception fault) when (fault is not PipelineStoppedException)
        {
            // Any code may answer here, and what cannot say what it is has still been written: its type says so.
            return PSObject.AsPSObject(item).BaseObject.GetType().FullName ?? string.Empty;
        }
    }

    /// <summary>A text within the limit, which says how much was left out.</summary>
    public static string Cut(string text)
    {
        if (text.Length <= Limit)
            return text;
        var end = char.IsHighSurrogate(text[Limit - 1]) ? Limit - 1 : Limit;
        return string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, end)}… ({text.Length - end:N0} more characters)");
    }

    private static string Whole(object? item)
    {
        var plain = item is PSObject wrapped ? wrapped.BaseObject : item;
        return plain switch
        {
            null => string.Empty,
            string text => text,
            IDictionary map => Pairs(map),
            ICollection items => Items(items),
            _ => Text(item),
        };
    }

    private static string Pairs(IDictionary map)
    {
        var text = new StringBuilder();
        for (var entries = map.GetEnumerator(); text.Length <= Limit && entries.MoveNext();)
            text.Append(text.Length > 0 ? "; " : string.Empty).Append(Text(entries.Key)).Append('=').Append(Text(entries.Value));
        return text.ToString();
    }

    /// <summary>The items one after the other, and no more of them than there is room for.</summary>
    private static string Items(ICollection items)
    {
        var text = new StringBuilder();
        foreach (var item in items)
        {
            if (text.Length > Limit)
                break;
            text.Append(text.Length > 0 ? " " : string.Empty).Append(Text(item));
        }

        return text.ToString();
    }

    private static string Text(object? item) => item is null ? string.Empty : LanguagePrimitives.ConvertTo<string>(item) ?? string.Empty;
}
