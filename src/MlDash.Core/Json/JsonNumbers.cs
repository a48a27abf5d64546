using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using MlDash.Protocol;

namespace MlDash.Json;

/// <summary>
/// The format's rules for numbers: bare <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c> are numbers, integers keep all their digits,
/// and a double keeps <c>.0</c> or an exponent so that it is read back as a double.
/// </summary>
/// <remarks>
/// Utf8JsonReader refuses the three bare tokens, so <see cref="Admit"/> puts numbers of the same length in their place before reading:
/// spellings no writer produces, recognised again in <see cref="Read"/>.
/// </remarks>
internal static class JsonNumbers
{
    private const int LongestDouble = 32;

    private static ReadOnlySpan<byte> NaNToken => "NaN"u8;
    private static ReadOnlySpan<byte> InfinityToken => "Infinity"u8;
    private static ReadOnlySpan<byte> NaNStandIn => "0E9"u8;
    private static ReadOnlySpan<byte> InfinityStandIn => "1E999999"u8;

    /// <summary>Puts stand-ins for bare non-finite tokens into <paramref name="json"/>, outside of strings, in place.</summary>
    /// <returns>True when there was one.</returns>
    public static bool Admit(Span<byte> json)
    {
        if (!BareTokens.MayHold(json))
            return false;
        var found = false;
        for (var (at, from) = (0, 0); (at = BareTokens.Next(json, ref from, out var length)) >= 0; found = true)
            (length == NaNToken.Length ? NaNStandIn : InfinityStandIn).CopyTo(json[at..]);
        return found;
    }

    /// <summary>Whether the digits of a number are what <see cref="Admit"/> puts in the place of NaN.</summary>
    public static bool IsNaN(ReadOnlySpan<byte> number) => number.SequenceEqual(NaNStandIn);

    /// <summary>The number the reader stands on: <see cref="long"/>, <see cref="BigInteger"/> beyond 64 bits, else <see cref="double"/>.</summary>
    public static object Read(ref Utf8JsonReader reader)
    {
        var text = reader.ValueSpan;
        if (text.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0)
            return reader.TryGetInt64(out var whole)
                ? (object)whole
                : BigInteger.Parse(System.Text.Encoding.ASCII.GetString(text), CultureInfo.InvariantCulture);
        if (IsNaN(text))
            return double.NaN;
        return RealNumber.TryParse(text, out var real) ? real : throw new FormatException("The digits are no number.");
    }

    /// <summary>Writes <paramref name="value"/> in its shortest round-trip form, with <c>.0</c> when it is whole.</summary>
    public static void Write(Utf8JsonWriter writer, double value)
    {
        Span<byte> text = stackalloc byte[LongestDouble];
        writer.WriteRawValue(text[..Format(value, text)], skipInputValidation: true);
    }

    /// <summary>Writes <paramref name="value"/> as <see cref="Write(Utf8JsonWriter, double)"/> does, without a writer.</summary>
    public static void Write(MlDash.Json.PooledBuffer target, double value) => target.Advance(Format(value, target.GetSpan(LongestDouble)));

    /// <summary>Writes <paramref name="value"/> with no more digits than a single needs.</summary>
    public static void Write(Utf8JsonWriter writer, float value)
    {
        Span<byte> text = stackalloc byte[LongestDouble];
        if (!float.IsFinite(value))
        {
            writer.WriteRawValue(text[..Format(value, text)], skipInputValidation: true);
            return;
        }

        Utf8Formatter.TryFormat(value, text, out var length);
        writer.WriteRawValue(text[..KeepReal(text, length)], skipInputValidation: true);
    }

    /// <summary>Writes <paramref name="value"/> with no more digits than a half needs.</summary>
    public static void Write(Utf8JsonWriter writer, Half value)
    {
        if (!Half.IsFinite(value))
        {
            Write(writer, (double)value);
            return;
        }

        Span<byte> text = stackalloc byte[LongestDouble];
        value.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        writer.WriteRawValue(text[..KeepReal(text, length)], skipInputValidation: true);
    }

    /// <summary>Writes digits that no built-in number type holds.</summary>
    public static void Write(Utf8JsonWriter writer, BigInteger value) =>
        writer.WriteRawValue(value.ToString(CultureInfo.InvariantCulture), skipInputValidation: true);

    private static int Format(double value, Span<byte> text)
    {
        var token = double.IsNaN(value) ? NaNToken
            : double.IsPositiveInfinity(value) ? InfinityToken
            : double.IsNegativeInfinity(value) ? "-Infinity"u8
            : [];
        if (!token.IsEmpty)
        {
            token.CopyTo(text);
            return token.Length;
        }

        Utf8Formatter.TryFormat(value, text, out var length);
        return KeepReal(text, length);
    }

    private static int KeepReal(Span<byte> text, int length)
    {
        if (text[..length].IndexOfAny((byte)'.', (byte)'E', (byte)'e') >= 0)
            return length;
        text[length] = (byte)'.';
        text[length + 1] = (byte)'0';
        return length + 2;
    }
}
