using System.Globalization;
using System.Text;

namespace MlDash.Protocol;

/// <summary>Unescapes JSON strings that hold half a surrogate pair (<c>"\ud800"</c>), which the strict reader refuses.</summary>
internal static class LoneSurrogates
{
    /// <summary>The text of the escaped content of a JSON string, with U+FFFD in place of each lone surrogate.</summary>
    public static string Unescape(string escaped)
    {
        var text = new StringBuilder(escaped.Length);
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != '\\')
            {
                text.Append(escaped[i]);
                continue;
            }
            i++;
            if (escaped[i] == 'u')
            {
                text.Append((char)ushort.Parse(escaped.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                i += 4;
                continue;
            }
            text.Append(escaped[i] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', var other => other });
        }
        // The encoder replaces what is no pair.
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
