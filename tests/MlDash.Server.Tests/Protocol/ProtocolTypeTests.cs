using System.Text;
using System.Text.Json;
using MlDash.Ids;
using MlDash.Protocol;

namespace MlDash.Server.Tests;

/// <summary>What server and client share: JSON that keeps what was written, ids, times.</summary>
public sealed class ProtocolTypeTests
{
    [Theory]
    [InlineData("""{"a":NaN,"b":[Infinity,-Infinity],"c":"NaN \" Infinity"}""", """{"a":null,"b":[null,null],"c":"NaN \" Infinity"}""")]
    [InlineData("NaN", "null")]
    [InlineData("""{"NaN":1}""", """{"NaN":1}""")]
    [InlineData("1.50", "1.50")]
    public void Bare_tokens_are_kept_or_made_null_and_texts_are_left_alone(string json, string strict)
    {
        Assert.Equal(json, Write(RawJson.Parse(json), nonFiniteAsNull: false));
        Assert.Equal(strict, Write(RawJson.Parse(json), nonFiniteAsNull: true));
        _ = JsonDocument.Parse(strict);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("1 2")]
    [InlineData("1NaN")]
    [InlineData("NaNs")]
    [InlineData("--Infinity")]
    [InlineData("nan")]
    [InlineData("{'a':1}")]
    [InlineData("\"a\nb\"")]
    public void What_is_no_JSON_is_refused(string json) => Assert.Throws<FormatException>(() => RawJson.Parse(json));

    [Fact]
    public void Members_and_items_keep_their_own_text()
    {
        var value = RawJson.Parse(""" { "a" : 12345678901234567890123 , "b\u0041" : [ 1.0 , NaN, "x" ] , "a" : {"c":-Infinity} } """);
        Assert.Equal(["a", "bA", "a"], value.Members().Select(m => m.Key));
        Assert.Equal("12345678901234567890123", value.Members()[0].Value.ToString());
        var items = value.ToDictionary()["bA"].Items();
        Assert.Equal(["1.0", "NaN", "\"x\""], items.Select(i => i.ToString()));
        Assert.Equal([1.0, double.NaN, null], items.Select(i => i.AsNumber()));
        Assert.Equal(double.NegativeInfinity, value.ToDictionary()["a"].ToDictionary()["c"].AsNumber());
        Assert.Equal("x", items[2].AsText());
    }

    [Theory]
    [InlineData("\"\\ud83d\\ude00\"", "😀")]
    [InlineData("\"a\\ud800b\\n\\\"\"", "a\uFFFDb\n\"")]
    public void A_lone_surrogate_becomes_a_replacement_character(string json, string text) => Assert.Equal(text, RawJson.Parse(json).AsText());

    [Fact]
    public void Ids_are_unique_over_threads_and_go_on_when_the_clock_goes_back()
    {
        var clock = new ShiftedClock();
        var ids = new Snowflake(5, clock);
        var before = long.Parse(ids.Next());
        clock.Shift = TimeSpan.FromHours(-1);
        Assert.True(long.Parse(ids.Next()) > before);
        clock.Shift = default;
        var all = new System.Collections.Concurrent.ConcurrentBag<string>();
        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < 20_000; i++)
                all.Add(ids.Next());
        });
        Assert.Equal(160_000, all.Distinct().Count());
        Assert.All(all.Take(100), id => Assert.Equal(5, (long.Parse(id) >> 12) & 1023));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Snowflake(1024));
    }

    [Theory]
    [InlineData("2026-01-31T12:34:56Z", "2026-01-31T12:34:56.000000Z")]
    [InlineData("2026-01-31T12:34:56.1234567Z", "2026-01-31T12:34:56.123456Z")]
    [InlineData("2026-01-31T14:34:56+02:00", "2026-01-31T12:34:56.000000Z")]
    [InlineData("2026-01-31T12:34:56.5", "2026-01-31T12:34:56.500000Z")]
    public void Times_are_read_in_every_form_and_written_in_one(string given, string written)
    {
        Assert.True(IsoTime.TryParse(given, out var time));
        Assert.Equal(written, IsoTime.Format(time));
    }

    private static string Write(RawJson value, bool nonFiniteAsNull)
    {
        var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text))
            value.WriteTo(writer, nonFiniteAsNull);
        return Encoding.UTF8.GetString(text.ToArray());
    }
}
