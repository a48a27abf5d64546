using System.Numerics;
using MlDash.Text;

namespace MlDash.Tests.Text;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("-7")]
    [InlineData("9223372036854775807")]
    [InlineData("0.5")]
    [InlineData("-0.25")]
    [InlineData("1.0")]
    [InlineData("0.0")]
    [InlineData("-0")]
    [InlineData("1e-05")]
    [InlineData("1e3")]
    [InlineData("2.5E+10")]
    [InlineData("1e+16")]
    [InlineData("0.30000000000000004")]
    [InlineData("1.7976931348623157e+308")]
    [InlineData("5e-324")]
    public void A_text_that_the_number_gives_back_is_a_number(string text)
    {
        var number = Assert.IsAssignableFrom<IConvertible>(NumberText.Exact(text));
        Assert.Equal(double.Parse(text, System.Globalization.CultureInfo.InvariantCulture), number.ToDouble(null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00123")]
    [InlineData("+5")]
    [InlineData("1.10")]
    [InlineData("12345e67")]
    [InlineData("0e5")]
    [InlineData("1e400")]
    [InlineData("1e-400")]
    [InlineData("0.12345678901234567891")]
    [InlineData(" 5")]
    [InlineData("5 ")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("1,5")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("0x1F")]
    [InlineData("-")]
    [InlineData("--1")]
    [InlineData("1.2.3")]
    [InlineData("٣")]
    [InlineData("information")]
    public void A_text_that_would_be_changed_stays_text(string text) => Assert.Null(NumberText.Exact(text));

    [Theory]
    [InlineData("0.9000", true)]
    [InlineData("-1.10", true)]
    [InlineData("0.9", false)]
    [InlineData("100", false)]
    [InlineData("1.2.0", false)]
    [InlineData("v1.0", false)]
    [InlineData("1.0e10", false)]
    public void Fixed_decimals_are_recognized_by_their_trailing_zeros(string text, bool expected) => Assert.Equal(expected, NumberText.HasTrailingZeros(text));

    [Fact]
    public void All_digits_of_a_whole_number_are_kept() =>
        Assert.Equal(BigInteger.Parse("-12345678901234567890", System.Globalization.CultureInfo.InvariantCulture), NumberText.Exact("-12345678901234567890"));

    [Theory]
    [InlineData("nan", double.NaN)]
    [InlineData("NaN", double.NaN)]
    [InlineData("inf", double.PositiveInfinity)]
    [InlineData("-inf", double.NegativeInfinity)]
    [InlineData("Infinity", double.PositiveInfinity)]
    [InlineData("-Infinity", double.NegativeInfinity)]
    [InlineData("∞", double.PositiveInfinity)]
    public void The_words_for_what_is_no_number_are_read(string text, double expected)
    {
        Assert.Equal(expected, NumberText.Exact(text));
        Assert.Equal(expected, NumberText.Any(text));
    }

    [Fact]
    public void Where_a_number_is_asked_for_any_spelling_is_one_unless_it_cannot_be_held()
    {
        Assert.Equal(1.1, NumberText.Any("1.10"));
        Assert.Equal(5L, NumberText.Any("+5"));
        Assert.Equal(123L, NumberText.Any("00123"));
        Assert.Equal(BigInteger.Pow(10, 30), NumberText.Any("1" + new string('0', 30)));
        Assert.Null(NumberText.Any("1e400"));
        Assert.Null(NumberText.Any("low"));
    }
}
