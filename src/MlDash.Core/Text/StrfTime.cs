using System.Globalization;
using System.Text;

namespace MlDash.Text;

/// <summary>Formats times by the codes of C's <c>strftime</c>, as prefixes shared with the Python SDK use them.</summary>
internal static class StrfTime
{
    /// <exception cref="ExperimentException"><c>UnknownTimeCode</c>.</exception>
    public static string Format(DateTime time, string format)
    {
        var text = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
                text.Append(format[i]);
            else
                text.Append(Code(time, format[++i]));
        }

        return text.ToString();
    }

    private static string Code(DateTime time, char code) => code switch
    {
        'Y' => Text(time, "yyyy"),
        'y' => Text(time, "yy"),
        'm' => Text(time, "MM"),
        'd' => Text(time, "dd"),
        'H' => Text(time, "HH"),
        'I' => Text(time, "hh"),
        'M' => Text(time, "mm"),
        'S' => Text(time, "ss"),
        'f' => Text(time, "ffffff"),
        'p' => Text(time, "tt"),
        'a' => Text(time, "ddd"),
        'A' => Text(time, "dddd"),
        'b' => Text(time, "MMM"),
        'B' => Text(time, "MMMM"),
        'j' => time.DayOfYear.ToString("D3", CultureInfo.InvariantCulture),
        'F' => Text(time, "yyyy-MM-dd"),
        'T' => Text(time, "HH:mm:ss"),
        'V' => ISOWeek.GetWeekOfYear(time).ToString("D2", CultureInfo.InvariantCulture),
        's' => new DateTimeOffset(time).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        '%' => "%",
        _ => throw new ExperimentException(
            "UnknownTimeCode", $"The prefix contains the time code '%{code}', which is not known.", "Use codes such as %Y %m %d %H %M %S."),
    };

    private static string Text(DateTime time, string pattern) => time.ToString(pattern, CultureInfo.InvariantCulture);
}
