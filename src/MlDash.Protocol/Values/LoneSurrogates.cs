using System.Globalization;
using System.Text;

namespace MlDash.Protocol;

/// <summary>Unescapes JSON text that the framework refuses because half of a surrogate pair stands alone in it.</summary>
internal static class LoneSurrogates
{
    /// <param name="escaped">The inside of a JSON string, escapes not yet resolved.</param>
    /// <returns>The text with U+FFFD where a surrogate stood alone.</returns>
    public static string Unescape(ReadOnlySpan<byte> escaped)
    {
        var source = Encoding.UTF8.GetString(escaped);
        var text = new StringBuilder(source.Length);
        for (var i = 0; i < source.Length; i++)
        {
            if (source[i] != '\\')
            {
                text.Append(source[i]);
                continue;
            }

            i++;
            if (source[i] == 'u')
            {
                text.Append((char)ushort.Parse(source.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                i += 4;
            }
            else
            {
                text.Append(source[i] switch { 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', var other => other });
            }
        }

        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
