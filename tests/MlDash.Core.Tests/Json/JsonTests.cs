using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Net;
using System.Numerics;
using System.Security;
using System.Text;
using System.Text.Json;
using CsCheck;
using MlDash.Json;

namespace MlDash.Tests.Json;

public sealed class JsonTests
{
    [Theory]
    [InlineData("NaN", double.NaN)]
    [InlineData("Infinity", double.PositiveInfinity)]
    [InlineData("-Infinity", double.NegativeInfinity)]
    public void Numbers_that_are_not_finite_are_bare_tokens_in_and_out(string token, double value)
    {
        Assert.Equal(token, Write(value));
        Assert.Equal(token, Write((float)value));
        Assert.Equal(value, Parse(token));
        Assert.Equal([value, 1L], Assert.IsType<object?[]>(Parse($"[{token}, 1]")));
    }

    [Fact]
    public void Words_in_text_are_no_tokens()
    {
        var map = Map(Parse("""{"NaN \" Infinity": "NaN", "-Infinity": [NaN, "Infinity\\"], "x": "\"NaN"}"""));

        Assert.Equal(["NaN \" Infinity", "-Infinity", "x"], map.Keys.Cast<string>());
        Assert.Equal("NaN", map["NaN \" Infinity"]);
        Assert.Equal([double.NaN, "Infinity\\"], Assert.IsType<object?[]>(map["-Infinity"]));
        Assert.Equal("\"NaN", map["x"]);
    }

    [Theory]
    [InlineData("9223372036854775807")]
    [InlineData("-9223372036854775808")]
    [InlineData("18446744073709551615")]
    [InlineData("123456789012345678901234567890123456789012345678901234567890")]
    [InlineData("-99999999999999999999")]
    public void Whole_numbers_keep_all_their_digits(string digits) => Assert.Equal(digits, Write(Parse(digits)));

    [Theory]
    [InlineData(5.0, "5.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(0.1, "0.1")]
    [InlineData(1e16, "10000000000000000.0")]
    [InlineData(1e-05, "1E-05")]
    [InlineData(double.Epsilon, "5E-324")]
    [InlineData(double.MaxValue, "1.7976931348623157E+308")]
    public void A_double_stays_a_double(double value, string text)
    {
        Assert.Equal(text, Write(value));
        Assert.Equal(value, Assert.IsType<double>(Parse(text)));
    }

    [Fact]
    public void Every_double_comes_back_as_it_was() =>
        Gen.Double.Sample(value => Parse(Write(value)) is double back && BitConverter.DoubleToInt64Bits(back) == BitConverter.DoubleToInt64Bits(value));

    [Fact]
    public void Every_kind_of_number_is_written_with_its_own_digits()
    {
        Assert.Equal("0.1", Write(0.1f));
        Assert.Equal("2.0", Write(2f));
        Assert.Equal("1.50", Write(1.50m));
        Assert.Equal("18446744073709551615", Write(ulong.MaxValue));
        Assert.Equal("255", Write((byte)255));
        Assert.Equal("1606938044258990275541962092341162602522202993782792835301376", Write(BigInteger.Pow(2, 200)));
    }

    [Theory]
    [InlineData("plain ASCII /<>&'+", "\"plain ASCII /<>&'+\"")]
    [InlineData("\"\\", "\"\\\"\\\\\"")]
    [InlineData("\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\"")]
    [InlineData("\u0000\u001f\u007f", "\"\\u0000\\u001f\\u007f\"")]
    [InlineData("é\u00ff\u2028日", "\"\\u00e9\\u00ff\\u2028\\u65e5\"")]
    [InlineData("🚀", "\"\\ud83d\\ude80\"")]
    public void Text_is_escaped_as_the_other_writer_does(string text, string json)
    {
        Assert.Equal(json, Write(text));
        Assert.Equal($"{{{json}:1}}", Write(new OrderedDictionary { [text] = 1 }));
        Assert.Equal(text, Parse(json));
    }

    [Fact]
    public void Every_text_comes_back_as_it_was_and_is_ascii_on_the_way() => Gen.String.Select(Whole).Sample(text =>
        Write(text) is var json && json.All(letter => letter is >= ' ' and <= '~') && (string?)Parse(json) == text);

    [Theory]
    [InlineData("\"\\ud800\"", "\ufffd")]
    [InlineData("\"a\\udc00b\\u0041\\n\"", "a\ufffdbA\n")]
    [InlineData("\"\\ud83d\\ude80 \\ude80\\ud83d\"", "🚀 \ufffd\ufffd")]
    public void Half_a_surrogate_pair_is_read_as_the_replacement_character(string json, string expected)
    {
        Assert.Equal(expected, Parse(json));
        Assert.Equal(1L, Map(Parse($"{{{json}: 1}}"))[expected]);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_never_written() => Assert.Equal("\"a\\ufffdb\"", Write("a\ud800b"));

    [Fact]
    public void Of_a_doubled_key_the_last_wins_and_keeps_the_first_place()
    {
        var map = Map(Parse("""{"a": 1, "b": 2, "a": 3}"""));

        Assert.Equal(["a", "b"], map.Keys.Cast<string>());
        Assert.Equal(3L, map["a"]);
    }

    [Fact]
    public void Keys_that_differ_in_case_only_are_two_and_others_are_found_in_any_case()
    {
        var two = Map(Parse("""{"lr": 1, "x": {"Deep": 3}, "LR": 2, "LR": 4}"""));

        Assert.Equal(["lr", "x", "LR"], two.Keys.Cast<string>());
        Assert.Equal(1L, two["lr"]);
        Assert.Equal(4L, two["LR"]);
        Assert.Equal(3L, Map(two["x"])["deep"]);
    }

    [Fact]
    public void A_byte_order_mark_and_any_white_space_are_passed_over() =>
        Assert.Equal(1L, Map(JsonValues.Parse(Encoding.UTF8.GetBytes("\uFEFF \r\n\t{ \"a\" :\n1 } \n")))["a"]);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"a\": 1} x")]
    [InlineData("{\"a\": 1,}")]
    [InlineData("{'a': 1}")]
    [InlineData("nan")]
    [InlineData("// note\n1")]
    public void What_is_no_json_is_told(string text) => Assert.ThrowsAny<JsonException>(() => Parse(text));

    [Fact]
    public void Bytes_that_are_no_utf8_are_told_as_broken_json() =>
        Assert.ThrowsAny<JsonException>(() => JsonValues.Parse([.. "{\"a\": \""u8, 0xE9, 0xFF, .. "\"}"u8]));

    [Fact]
    public void Text_that_was_written_unescaped_is_read() => Assert.Equal("läuft 日本 🚀", Parse("\"läuft 日本 🚀\""));

    [Fact]
    public void An_object_that_holds_itself_is_an_error_and_no_endless_write()
    {
        var loop = new Hashtable();
        loop["self"] = loop;
        var list = new ArrayList();
        list.Add(list);

        Assert.Equal("ValueTooDeep", Assert.Throws<ExperimentException>(() => Write(loop)).ErrorId);
        Assert.Equal("ValueTooDeep", Assert.Throws<ExperimentException>(() => Write(list)).ErrorId);
    }

    [Fact]
    public void Secrets_are_refused_wherever_they_are()
    {
        using var secret = new SecureString();
        secret.AppendChar('x');

        Assert.Equal("SecretRefused", Assert.Throws<ExperimentException>(() => Write(secret)).ErrorId);
        var error = Assert.Throws<ExperimentException>(() => Write(new Hashtable { ["list"] = new object[] { new NetworkCredential("ada", "hunter2") } }));
        Assert.Equal("SecretRefused", error.ErrorId);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_values_are_written_as_a_reader_expects_them()
    {
        Assert.Equal("\"Friday\"", Write(DayOfWeek.Friday));
        Assert.Equal("90.5", Write(TimeSpan.FromSeconds(90.5)));
        Assert.Equal("\"2026-01-31T12:34:56.000000Z\"", Write(new DateTimeOffset(2026, 1, 31, 14, 34, 56, TimeSpan.FromHours(2))));
        Assert.Equal("\"AQID\"", Write(new byte[] { 1, 2, 3 }));
        Assert.Equal("[1,null,true,\"x\"]", Write(new object?[] { 1, null, true, 'x' }));
        Assert.Equal("\"00000000-0000-0000-0000-000000000000\"", Write(Guid.Empty));
    }

    [Fact]
    public void No_culture_spoils_a_number()
    {
        var culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        try
        {
            Assert.Equal("{\"1.5\":[0.5,1.5]}", Write(new Hashtable { [1.5] = new object[] { 0.5, 1.5m } }));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    /// <summary>Without halves of surrogate pairs, which no writer keeps.</summary>
    private static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static object? Parse(string json) => JsonValues.Parse(Encoding.UTF8.GetBytes(json));

    private static OrderedDictionary Map(object? value) => Assert.IsType<OrderedDictionary>(value);

    private static string Write(object? value)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, ValueWriter.Options))
            ValueWriter.Write(writer, value);
        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
