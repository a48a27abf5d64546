using System.Buffers.Text;
using System.Globalization;
using System.Numerics;

namespace MlDash.Protocol;

/// <summary>The double nearest to the digits of a number, always the same one, wherever it is read.</summary>
public static class RealNumber
{
    /// <summary>
    /// Longer numbers may lie in the middle between two doubles, where the framework's fast parser and its exact one differ: it takes the wrong one of
    /// 604451168609993150693376.0, for example.
    /// </summary>
    private const int FastDigits = 17;

    /// <summary>The double nearest to a whole number; a cast cuts what does not fit.</summary>
    public static double Of(BigInteger whole) => double.Parse(whole.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>Reads a number.</summary>
    /// <param name="text">A number of JSON, all of it.</param>
    /// <param name="number">The double; infinite where it is too large for one.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out double number) => text.Length <= FastDigits
        ? Utf8Parser.TryParse(text, out number, out var taken) && taken == text.Length
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
}
