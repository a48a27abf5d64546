using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using MlDash.Json;
using MlDash.Protocol;
using MlDash.Text;

namespace MlDash.Tests.Json;

/// <summary>A number is the same double wherever it is read.</summary>
public sealed class RealNumberTests
{
    [Theory]
    [InlineData("604451168609993150693376.0", 6.044511686099931E+23)]
    [InlineData("0.1", 0.1)]
    [InlineData("-4.65325069172736E+24", -4.65325069172736E+24)]
    [InlineData("1e400", double.PositiveInfinity)]
    public void The_nearest_double_is_read_from_a_document_a_request_and_a_line(string text, double expected)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(bytes);
        Assert.True(reader.Read());
        Assert.True(RealNumber.TryParse(bytes, out var number));
        Assert.Equal(expected, number);
        Assert.Equal(expected, JsonNumbers.Read(ref reader));
        Assert.Equal(expected, RawJson.Parse(bytes).AsNumber());
    }

    [Theory]
    [InlineData("18446744073709551615", 1.8446744073709552E+19)]
    [InlineData("-123456789012345678901", -1.2345678901234568E+20)]
    [InlineData("79228162514264337593543950335", 7.922816251426434E+28)]
    public void A_whole_number_beyond_64_bits_counts_as_the_nearest_double(string digits, double expected) =>
        Assert.Equal(expected, StoredNumber.Of(BigInteger.Parse(digits, CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("1x")]
    [InlineData("")]
    [InlineData("123456789012345678901234567890x")]
    public void What_is_no_number_is_told(string text) => Assert.False(RealNumber.TryParse(Encoding.UTF8.GetBytes(text), out _));
}
