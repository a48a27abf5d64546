using System.Collections.Specialized;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using MlDash.Json;

namespace MlDash.Tests.Json;

public sealed class CanonicalJsonTests
{
    [Fact]
    public void Members_are_sorted_at_every_depth()
    {
        var inner = new OrderedDictionary { ["ä"] = null, ["B"] = true, ["a"] = "x\n\u2028" };
        var map = new OrderedDictionary { ["z"] = new object?[] { inner, "\ud83d\ude00" }, ["a"] = 1L };
        Assert.Equal("""[{"a":1,"z":[{"B":true,"a":"x\n\u2028","\u00e4":null},"\ud83d\ude00"]}]""", Text(map));
    }

    [Theory]
    [InlineData(2.0, "2")]
    [InlineData(-3.0, "-3")]
    [InlineData(0.1, "0.1")]
    [InlineData(9007199254740991.0, "9007199254740991")]
    [InlineData(1e300, "1E+300")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    public void A_whole_number_is_one_however_it_was_written(double value, string text)
    {
        Assert.Equal($"[{text}]", Text(value));
        if (double.IsInteger(value) && Math.Abs(value) < 1e18)
            Assert.Equal($"[{text}]", Text((long)value));
    }

    [Fact]
    public void Large_whole_numbers_keep_all_their_digits()
    {
        Assert.Equal("[123456789012345678901234567890]", Text(BigInteger.Parse("123456789012345678901234567890", CultureInfo.InvariantCulture)));
        Assert.Equal("[9223372036854775807]", Text(long.MaxValue));
        Assert.NotEqual(Text(0.0), Text(-0.0));
    }

    /// <summary>By the text of docs/receipts.md, without the code under test.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(999)]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(2500)]
    public void The_digest_of_lines_can_be_computed_by_anyone(int count)
    {
        using var tree = new DigestTree();
        for (var i = 0; i < count; i++)
            tree.Add(Encoding.ASCII.GetBytes($"[{i}]"));

        byte[] root = [1];
        for (var start = 0; start < count; start += 1000)
        {
            var leaf = string.Concat(Enumerable.Range(start, Math.Min(1000, count - start)).Select(i => $"[{i}]\n"));
            root = [.. root, .. SHA256.HashData([0, .. Encoding.ASCII.GetBytes(leaf)])];
        }

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(root)), tree.End());
    }

    private static string Text(object? value) => Encoding.ASCII.GetString(CanonicalJson.Line([value]));
}
