using System.Globalization;
using System.Management.Automation;
using System.Numerics;

namespace MlDash.Cmdlets.Binding;

/// <summary>
/// A number that PowerShell made of what may have been typed as a duration: <c>7d</c> without quotes is a decimal 7 to it, and <c>10s</c> a short 10.
/// As an argument of a command it still knows its text; in an expression or a hashtable the unit is lost.
/// </summary>
internal static class TypedNumber
{
    /// <summary>What was typed, where that is more than the number; otherwise the input as it is.</summary>
    /// <param name="input">An argument that may say how long ago a time is.</param>
    /// <exception cref="ArgumentTransformationMetadataException">The number is of a type that only a suffix gives, and the text is lost.</exception>
    public static object? AsTyped(object? input)
    {
        var plain = input is PSObject wrapped ? wrapped.BaseObject : input;
        if (plain is not (decimal or short or sbyte or byte or ushort or uint or long or ulong or BigInteger))
            return input;
        // The engine gives the text of a literal back; that of any other number is the number.
        var text = LanguagePrimitives.ConvertTo<string>(input);
        if (text != Convert.ToString(plain, CultureInfo.InvariantCulture))
            return text;
        return plain is not (decimal or short) ? input : throw new ArgumentTransformationMetadataException(
            $"{text} is a number of the type {plain.GetType().Name}, which PowerShell makes of a number with a letter behind it, such as 7d or 10s. "
            + "Put a duration in quotes, such as '7d', or give seconds since 1970 as [double].");
    }
}
