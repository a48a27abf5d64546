using System.Globalization;
using System.Text.RegularExpressions;

namespace MlDash.Text;

/// <summary>
/// Sizes as users write them: <c>500 MB</c>, <c>1.5GB</c>, <c>64 KiB</c>. <c>KB</c> is 1,000 bytes, as the module shows sizes; <c>KiB</c> is 1,024.
/// </summary>
public static partial class SizeText
{
    private const string Powers = "BKMGT";

    /// <summary>The bytes; null for another text. What is more than any file can have is the most there can be.</summary>
    public static long? Read(string text)
    {
        if (Pattern().Match(text) is not { Success: true } match)
            return null;
        var unit = match.Groups["unit"].Value.ToUpperInvariant();
        var bytes = double.Parse(match.Groups["amount"].ValueSpan, CultureInfo.InvariantCulture)
            * Math.Pow(unit.Contains('I', StringComparison.Ordinal) ? 1024 : 1000, Powers.IndexOf(unit[0], StringComparison.Ordinal));
        return bytes < long.MaxValue ? (long)bytes : long.MaxValue;
    }

    [GeneratedRegex(@"^\s*(?<amount>[0-9]+(\.[0-9]+)?)\s*(?<unit>[KMGT]?B|[KMGT]iB)\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
