using System.Text;
using System.Text.Json;
using MlDash.Json;
using MlDash.Protocol;

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
    [InlineData("1x")]
    [InlineData("")]
    [InlineData("123456789012345678901234567890x")]
    public void What_is_no_number_is_told(string text) => Assert.False(RealNumber.TryParse(Encoding.UTF8.GetBytes(text), out _));
}
