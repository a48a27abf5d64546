using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using MlDash.Json;
using MlDash.Storage.Format;

namespace MlDash.Tests.Storage;

/// <summary>Numbers that are scanned are those that the parser reads, to the last bit.</summary>
public sealed class NumberScanTests
{
    private static readonly string[] _formats = ["R", "E16", "E3", "F7", "e17", "0.0###############"];

    private static readonly Gen<double> _bits = Gen.Long.Select(BitConverter.Int64BitsToDouble).Where(double.IsFinite);

    private static readonly Gen<string> _digits = Gen.Char["0123456789"].Array[1, 24].Select(digits => new string(digits));

    /// <summary>Numbers as writers of several tools put them, and digits as nobody does.</summary>
    private static readonly Gen<string> _texts = Gen.OneOf(
        Gen.OneOf(_bits, Gen.Double[-2, 2], Gen.Double[1.7e9, 1.9e9], Gen.Float.Where(float.IsFinite).Select(number => (double)number))
            .SelectMany(number => Gen.Int[0, 5]
                .Select(format => number.ToString(_formats[format], CultureInfo.InvariantCulture))),
        Gen.Select(_digits, _digits, (whole, part) => $"{whole}.{part}"),
        Gen.Select(_digits, _digits, Gen.Int[-420, 420], (whole, part, power) => string.Create(CultureInfo.InvariantCulture, $"-{whole}.{part}e{power}")),
        Gen.Select(_digits, Gen.Int[-70, 70], (whole, power) => string.Create(CultureInfo.InvariantCulture, $"{whole}E{power:+0;-0}")),
        Gen.Long.Select(number => number.ToString(CultureInfo.InvariantCulture)),
        _digits.Select(digits => "-" + digits));

    [Fact]
    public Task A_scanned_number_is_the_parsed_one() => _texts.ForAllAsync(40_000, text =>
    {
        AssertSame(text);
        return Task.CompletedTask;
    });

    [Theory]
    [InlineData("0")]
    [InlineData("-0")]
    [InlineData("-0.0")]
    [InlineData("0e0")]
    [InlineData("0E9")]
    [InlineData("1e400")]
    [InlineData("-1e400")]
    [InlineData("1e-400")]
    [InlineData("1E999999")]
    [InlineData("604451168609993150693376.0")]
    [InlineData("5e-324")]
    [InlineData("2.2250738585072011e-308")]
    [InlineData("1.7976931348623157e308")]
    [InlineData("9007199254740993")]
    [InlineData("9007199254740993.0")]
    [InlineData("9223372036854775807")]
    [InlineData("9223372036854775808")]
    [InlineData("123456789012345678901234567890")]
    [InlineData("0.1")]
    [InlineData("1764441234.1234567")]
    [InlineData("0.000000000000000000000000000123456789012345678")]
    [InlineData("100000000000000000000000.5")]
    [InlineData("44430763986043956.0")]
    [InlineData("5814588148226733.5")]
    [InlineData("4e23")]
    public void An_odd_number_is_the_parsed_one(string text) => AssertSame(text);

    [Fact]
    public void Halves_between_two_doubles_are_rounded_to_the_even_one()
    {
        for (var whole = (1L << 53) - 9; whole < (1L << 53) + 40; whole++)
        {
            foreach (var part in new[] { "0", "5", "50000000000000", "49999999999999", "50000000000001" })
                AssertSame(string.Create(CultureInfo.InvariantCulture, $"{whole}.{part}"));
        }
    }

    [Theory]
    [InlineData("01")]
    [InlineData("-")]
    [InlineData("1.")]
    [InlineData("1.e5")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData(".5")]
    [InlineData("-.5")]
    [InlineData("+1")]
    [InlineData("nan")]
    [InlineData("-NaN")]
    [InlineData("Infinit")]
    [InlineData("\"a\\n\"")]
    [InlineData("\"é\"")]
    [InlineData("\"")]
    [InlineData("[1]")]
    [InlineData("{}")]
    public void What_only_a_parser_can_judge_is_left_to_it(string text) => Assert.False(Scan(text, out _, out _));

    [Theory]
    [InlineData("NaN", double.NaN)]
    [InlineData("Infinity", double.PositiveInfinity)]
    [InlineData("-Infinity", double.NegativeInfinity)]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("null", null)]
    [InlineData("\"train 1\"", "train 1")]
    [InlineData("\"\"", "")]
    public void Words_and_texts_are_values(string text, object? expected)
    {
        Assert.True(Scan(text, out var value, out var left));
        Assert.Equal((expected, 1), (value, left));
    }

    private static void AssertSame(string text)
    {
        object? parsed;
        try
        {
            parsed = JsonValues.Parse(Encoding.UTF8.GetBytes(text));
        }
        catch (JsonException)
        {
            Assert.False(Scan(text, out _, out _), $"'{text}' was taken, which is no JSON.");
            return;
        }

        if (!Scan(text, out var value, out var left))
        {
            Assert.True(text.Trim('-').IndexOfAny(['.', 'e', 'E']) < 0 && text.Trim('-').Length > 18, $"'{text}' was not taken.");
            return;
        }

        Assert.Equal(1, left);
        Assert.True(Same(parsed, value), $"'{text}' was read as {value:R}, but is {parsed:R}.");
    }

    private static bool Same(object? one, object? other) => one is double left && other is double right
        ? BitConverter.DoubleToInt64Bits(left) == BitConverter.DoubleToInt64Bits(right)
        : Equals(one, other);

    /// <summary>Scans a value that a comma follows.</summary>
    private static bool Scan(string text, out object? value, out int left)
    {
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(text + ",");
        var isTaken = JsonScan.TryTake(ref rest, out var scanned);
        value = isTaken ? scanned.ToObject() : null;
        left = rest.Length;
        Assert.True(!isTaken || !scanned.TryNumber(out var number) || Same(number, MlDash.Text.StoredNumber.Of(value)), $"'{text}' counts as another number.");
        return isTaken;
    }
}
