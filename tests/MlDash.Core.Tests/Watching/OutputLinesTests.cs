using System.Text;
using MlDash.Watching;

namespace MlDash.Tests.Watching;

public sealed class OutputLinesTests
{
    [Theory]
    [InlineData("one\ntwo\n", "one|two")]
    [InlineData("one\r\ntwo", "one|two")]
    [InlineData("\n\nx\n", "||x")]
    [InlineData("\u001b[1;31mred\u001b[0m \u001b]8;;http://a\u001b\\link\u001b]8;;\a \u001b(Bplain\u001b[?25l\n", "red link plain")]
    [InlineData("\u001b[2", "")]
    [InlineData("wait |\b/\b-\bdone\n", "wait done")]
    [InlineData("zero\0byte\n", "zero\0byte")]
    public void Lines_come_without_their_ends_and_without_codes_of_the_terminal(string written, string expected)
    {
        Assert.Equal(expected.Split('|'), Lines(Encoding.UTF8.GetBytes(written)).Select(line => line.Text));
    }

    [Theory]
    [InlineData("10%\r 20%\r100%\n", "~10%|~ 20%|100%")]
    [InlineData("100%\r          \r\n", "100%")]
    [InlineData("100%\r\u001b[Kdone\n", "~100%|done")]
    [InlineData("50%\r", "50%")]
    public void The_last_state_of_a_progress_bar_is_its_line_and_those_before_say_that_they_are_redrawn(string written, string expected)
    {
        Assert.Equal(expected.Split('|'), Lines(Encoding.UTF8.GetBytes(written)).Select(line => (line.IsRedrawn ? "~" : string.Empty) + line.Text));
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_written_as_numbers_and_the_text_around_them_stays()
    {
        Assert.Equal(["caf\\xe9 é"], Lines([.. "caf"u8, 0xE9, .. " é\n"u8]).Select(line => line.Text));
    }

    [Theory]
    [InlineData(850, new byte[] { 0x82 }, "é")]
    [InlineData(932, new byte[] { 0x83, 0x65, 0x83, 0x58 }, "テス")]
    public void A_line_that_is_no_UTF8_is_read_in_the_code_page_where_there_is_one_and_others_as_UTF8(int page, byte[] written, string expected)
    {
        var fallback = CodePagesEncodingProvider.Instance.GetEncoding(page);

        Assert.Equal([expected, "é"], Lines([.. written, .. "\né\n"u8], fallback: fallback).Select(line => line.Text));
    }

    [Fact]
    public void Lines_are_the_same_wherever_the_bytes_are_cut()
    {
        var written = Encoding.UTF8.GetBytes("é\u001b[31m1\r2\r\n\u20ac3\n4");
        for (var size = 1; size < written.Length; size++)
            Assert.Equal(["~é1", "2", "€3", "4"], Lines(written, size).Select(line => (line.IsRedrawn ? "~" : string.Empty) + line.Text));
    }

    [Fact]
    public void A_line_that_is_too_long_becomes_numbered_parts_that_cut_no_letter()
    {
        var written = new string('€', OutputLines.LongestPart) + "\nnext\n";
        var lines = Lines(Encoding.UTF8.GetBytes(written));

        Assert.Equal([1, 2, 3, 4, 0], lines.Select(line => line.Part));
        Assert.Equal(written.Replace("\n", string.Empty, StringComparison.Ordinal), string.Concat(lines.Select(line => line.Text)));
    }

    private static List<Seen> Lines(byte[] written, int size = int.MaxValue, Encoding? fallback = null)
    {
        var sink = new Sink();
        var lines = new OutputLines(sink, TimeProvider.System, fallback);
        for (var at = 0; at < written.Length; at += Math.Min(size, written.Length))
            lines.Take(OutputSource.Output, written.AsSpan(at, Math.Min(size, written.Length - at)));
        lines.Complete(OutputSource.Output);
        return sink.Lines;
    }

    private sealed record Seen(string Text, bool IsRedrawn, int Part);

    private sealed class Sink : ILineSink
    {
        public List<Seen> Lines { get; } = [];

        public void Take(in OutputLine line) => Lines.Add(new(line.Text.ToString(), line.IsRedrawn, line.Part));
    }
}
